update conflict set resolved_at = @Now where bridge = @Bridge and sanity_id = @SanityId and resolved_at is null
