select * from image where bridge = @Bridge and family = @Family order by url
