insert into node (bridge, id, seen_at) values (@Bridge, @Id, @Now)
on conflict (bridge, id) do update set seen_at = excluded.seen_at
