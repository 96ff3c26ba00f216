update delivery set state = 'discarded', done_at = @Now
where bridge = @Bridge and id = @Id and state in ('dead', 'held', 'quarantined')
