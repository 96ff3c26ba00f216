delete from run where bridge = @Bridge and kind = 'validate' and ended_at < @Before
