update family set
  owner = null,
  lease_until = null,
  attempts = 0,
  due_at = case
    when exists (
      select 1 from delivery
      where delivery.bridge = family.bridge and delivery.family = family.family
        and delivery.state in ('received', 'retrying', 'working')
    ) then coalesce(due_at, @Now)
    when bell = @Bell and due_at <= @Now then null
    else due_at
  end
where bridge = @Bridge and family = @Family and owner = @Owner and lease_until = @Until
