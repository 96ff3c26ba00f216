select * from intent where bridge = @Bridge and key = @Key order by id
