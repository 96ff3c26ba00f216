update delivery set state = 'received', attempts = 0, reason = null, done_at = null
where bridge = @Bridge and id = @Id and state <> 'working'
returning family
