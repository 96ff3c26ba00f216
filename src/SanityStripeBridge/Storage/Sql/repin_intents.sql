update intent set state = 'superseded' where bridge = @Bridge and state = 'open'
