delete from document where bridge = @Bridge
