select * from delivery where bridge = @Bridge and family = @Family and state = 'working' order by id
