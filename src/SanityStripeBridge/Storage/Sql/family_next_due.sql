select min(case when owner is null then due_at else lease_until end) from family
where bridge = @Bridge and (due_at is not null or owner is not null)
