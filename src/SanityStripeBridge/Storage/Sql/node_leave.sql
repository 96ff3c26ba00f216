delete from node where bridge = @Bridge and id = @Id
