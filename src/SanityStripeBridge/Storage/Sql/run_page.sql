select * from run where bridge = @Bridge and id < @Before order by id desc limit @Limit
