insert into document (bridge, sanity_id, type, family, rev)
values (@Bridge, @SanityId, @Type, @Family, @Rev)
on conflict (bridge, sanity_id) do update set type = excluded.type, family = excluded.family, rev = excluded.rev
