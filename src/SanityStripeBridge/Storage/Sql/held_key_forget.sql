delete from held_key where bridge = @Bridge and family = @Family and lookup_key = @LookupKey
