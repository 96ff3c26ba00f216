select * from run where bridge = @Bridge and id = @Id
