select * from companion where bridge = @Bridge and dirty = 1 order by subject limit @Limit
