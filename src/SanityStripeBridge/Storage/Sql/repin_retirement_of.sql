delete from retirement where bridge = @Bridge and sanity_id = @SanityId
