delete from stale_copy where bridge = @Bridge
