select * from run where bridge = @Bridge order by started_at desc, id desc limit @Limit
