insert into family (bridge, family, owner, lease_until, claims)
values (@Bridge, @Family, @Owner, @LeaseUntil, 1)
on conflict (bridge, family) do update set
  owner = excluded.owner,
  lease_until = excluded.lease_until,
  claims = family.claims + 1
where family.owner is null or family.lease_until <= @Now
returning family, owner, bell, attempts, lease_until, claims
