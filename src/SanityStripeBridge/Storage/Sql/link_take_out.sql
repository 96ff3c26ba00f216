delete from link where bridge = @Bridge and sanity_id = @SanityId and family = @Family
