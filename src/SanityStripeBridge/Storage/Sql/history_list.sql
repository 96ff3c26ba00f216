select * from history where bridge = @Bridge order by id desc limit @Limit
