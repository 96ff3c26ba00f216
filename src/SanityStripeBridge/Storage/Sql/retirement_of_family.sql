select * from retirement where bridge = @Bridge and family = @Family order by stripe_id
