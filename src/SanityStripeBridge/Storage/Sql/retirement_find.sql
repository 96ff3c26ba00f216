select * from retirement where bridge = @Bridge and stripe_id = @Id
