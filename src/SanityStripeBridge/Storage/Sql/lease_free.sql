update family set owner = null, lease_until = null, due_at = coalesce(due_at, @Now)
where bridge = @Bridge and owner is not null and owner not like @Runs
