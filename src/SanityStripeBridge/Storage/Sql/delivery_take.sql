update delivery set state = 'working'
where bridge = @Bridge and family = @Family and state in ('received', 'retrying', 'working')
