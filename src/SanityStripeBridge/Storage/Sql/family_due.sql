select family, bell, claims from family
where bridge = @Bridge and owner is null and due_at <= @Now
order by due_at, family
limit @Limit
