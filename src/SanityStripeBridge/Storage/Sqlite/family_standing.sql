select family, bell, claims, owner from family
where bridge = @Bridge and family in (select value from json_each(@Families))
