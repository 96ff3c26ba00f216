select * from link where bridge = @Bridge and sanity_id = @Id
