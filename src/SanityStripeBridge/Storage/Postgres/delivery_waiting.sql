select * from delivery
where bridge = @Bridge and family in (select jsonb_array_elements_text(@Families::jsonb))
  and state in ('received', 'retrying', 'working')
order by id
