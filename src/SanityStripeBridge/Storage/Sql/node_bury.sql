delete from node where bridge = @Bridge and seen_at < @Dead returning id
