update delivery set state = 'done', reason = 'superseded by a later success', done_at = @Now
where bridge = @Bridge and family = @Family and state = 'dead'
