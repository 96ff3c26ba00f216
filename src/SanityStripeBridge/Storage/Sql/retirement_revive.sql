delete from retirement where bridge = @Bridge and stripe_id = @StripeId and sanity_id = @SanityId
