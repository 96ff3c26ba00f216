select * from delivery where bridge = @Bridge and id = @Id
