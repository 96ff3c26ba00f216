delete from intent where bridge = @Bridge and created_at < @Before and state <> 'open'
