select count(*) from retirement
join link on link.bridge = retirement.bridge and link.stripe_id = retirement.stripe_id
where retirement.bridge = @Bridge and retirement.stripe_id = @StripeId
