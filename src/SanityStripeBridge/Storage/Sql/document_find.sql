select * from document where bridge = @Bridge and sanity_id = @Id
