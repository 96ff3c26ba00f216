delete from setting where bridge = @Bridge and name = @Name
