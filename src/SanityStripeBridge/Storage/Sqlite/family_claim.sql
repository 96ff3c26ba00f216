update family set owner = @Owner, lease_until = @LeaseUntil, due_at = null, claims = claims + 1
where bridge = @Bridge and family = (
  select family from family
  where bridge = @Bridge
    and ((owner is null and due_at <= @Now) or (owner is not null and lease_until <= @Now))
  order by coalesce(due_at, lease_until), family
  limit 1
)
returning family, owner, bell, attempts, lease_until, claims
