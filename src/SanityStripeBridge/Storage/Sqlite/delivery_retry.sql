update delivery set state = 'retrying', reason = @Reason, attempts = attempts + 1
where bridge = @Bridge and family = @Family and state = 'working'
  and id in (select value from json_each(@Ids))
