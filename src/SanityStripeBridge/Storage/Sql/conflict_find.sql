select * from conflict where bridge = @Bridge and id = @Id
