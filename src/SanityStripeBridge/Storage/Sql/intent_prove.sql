update intent set proved = 1 where bridge = @Bridge and key = @Key
