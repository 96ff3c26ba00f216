select * from history where bridge = @Bridge and id = @Id
