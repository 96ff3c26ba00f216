select distinct family from delivery
where bridge = @Bridge and state = 'held'
  and (@Families is null or family in (select value from json_each(@Families)))
