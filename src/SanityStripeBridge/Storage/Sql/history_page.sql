select * from history where bridge = @Bridge and id < @Before order by id desc limit @Limit
