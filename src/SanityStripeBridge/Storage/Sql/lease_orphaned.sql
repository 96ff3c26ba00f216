update family set owner = null, lease_until = null, due_at = coalesce(due_at, @Now)
where bridge = @Bridge and owner is not null and owner not like @Runs
  and not exists (select 1 from node where node.bridge = family.bridge and family.owner like node.id || '-%')
