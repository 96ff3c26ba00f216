update delivery set state = 'received', reason = null
where bridge = @Bridge and state = 'held'
  and (@Families is null or family in (select jsonb_array_elements_text(@Families::jsonb)))
