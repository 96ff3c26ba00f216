select * from link where bridge = @Bridge and stripe_id = @Id
