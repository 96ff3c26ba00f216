update delivery set state = 'retrying', reason = @Reason, attempts = attempts + 1
where bridge = @Bridge and family = @Family and state = 'working'
  and id in (select jsonb_array_elements_text(@Ids::jsonb)::bigint)
