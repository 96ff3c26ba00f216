delete from delivery
where bridge = @Bridge and state in ('done', 'discarded') and received_at < @Before
