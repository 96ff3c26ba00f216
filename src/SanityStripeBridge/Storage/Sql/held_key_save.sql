insert into held_key (bridge, family, lookup_key, holder_id, holder_product, sanity_id, since_at)
values (@Bridge, @Family, @LookupKey, @HolderId, @HolderProduct, @SanityId, @SinceAt)
on conflict (bridge, family, lookup_key) do update set
  holder_id = excluded.holder_id, holder_product = excluded.holder_product,
  sanity_id = excluded.sanity_id, since_at = excluded.since_at
