update conflict set resolved_at = @Now where bridge = @Bridge and resolved_at is null
