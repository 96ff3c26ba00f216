insert into retirement (bridge, stripe_id, sanity_id, family, archive_at, seen, place)
values (@Bridge, @StripeId, @SanityId, @Family, @ArchiveAt, @Seen,
  (select coalesce(max(place), 0) + 1 from retirement where bridge = @Bridge and sanity_id = @SanityId))
on conflict (bridge, stripe_id) do update set
  sanity_id = excluded.sanity_id, family = excluded.family, archive_at = excluded.archive_at, seen = excluded.seen
