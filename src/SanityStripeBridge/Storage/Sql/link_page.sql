select * from link where bridge = @Bridge and sanity_id > @After order by sanity_id limit @Limit
