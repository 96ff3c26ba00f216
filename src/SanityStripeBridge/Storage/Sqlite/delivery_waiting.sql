select * from delivery
where bridge = @Bridge and family in (select value from json_each(@Families))
  and state in ('received', 'retrying', 'working')
order by id
