insert into stale_copy (bridge, copy_id, path, sanity_id, type, family, old, rev, looks, look_at)
values (@Bridge, @CopyId, @Path, @SanityId, @Type, @Family, @Old, @Rev, @Looks, @LookAt)
on conflict (bridge, copy_id, path) do update set
  sanity_id = excluded.sanity_id, type = excluded.type, family = excluded.family, old = excluded.old,
  rev = excluded.rev, looks = excluded.looks, look_at = excluded.look_at
