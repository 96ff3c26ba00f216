select * from link where bridge = @Bridge and family = @Family order by sanity_id
