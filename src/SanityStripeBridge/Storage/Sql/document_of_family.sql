select * from document where bridge = @Bridge and family = @Family order by sanity_id
