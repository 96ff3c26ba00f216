select count(*) from (
  select 1 from family
  where bridge = @Bridge and family = @Family and owner = @Owner and lease_until = @Until
  for update
) as held
