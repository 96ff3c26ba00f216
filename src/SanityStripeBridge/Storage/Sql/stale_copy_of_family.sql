select * from stale_copy where bridge = @Bridge and family = @Family order by copy_id, path
