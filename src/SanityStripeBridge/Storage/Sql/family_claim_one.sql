insert into family (bridge, family, owner, lease_until)
values (@Bridge, @Family, @Owner, @LeaseUntil)
on conflict (bridge, family) do update set owner = excluded.owner, lease_until = excluded.lease_until
where family.owner is null or family.lease_until <= @Now
returning family, owner, bell, attempts, lease_until
