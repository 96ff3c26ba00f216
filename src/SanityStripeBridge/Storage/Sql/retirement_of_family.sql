select * from retirement where bridge = @Bridge and family = @Family order by place, stripe_id
