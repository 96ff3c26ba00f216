select * from held_key where bridge = @Bridge and family = @Family order by lookup_key
