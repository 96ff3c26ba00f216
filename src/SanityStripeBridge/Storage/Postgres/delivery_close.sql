update delivery set state = @State, reason = @Reason, done_at = @DoneAt,
  attempts = attempts + case when @State = 'dead' then 1 else 0 end
where bridge = @Bridge and family = @Family and state = 'working'
  and id in (select jsonb_array_elements_text(@Ids::jsonb)::bigint)
