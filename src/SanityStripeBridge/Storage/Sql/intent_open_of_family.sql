select * from intent where bridge = @Bridge and family = @Family and state = 'open' order by id
