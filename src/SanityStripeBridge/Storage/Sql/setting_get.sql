select value from setting where bridge = @Bridge and name = @Name
