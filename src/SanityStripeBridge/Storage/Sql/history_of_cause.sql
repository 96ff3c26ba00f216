select * from history where bridge = @Bridge and cause = @Cause order by id
