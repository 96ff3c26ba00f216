insert into companion (bridge, subject, status, message, answered, stripe_url, synced_at, recent, dirty, present)
values (@Bridge, @Subject, @Status, @Message, @Answered, @StripeUrl, @SyncedAt, @Recent, @Dirty, @Present)
on conflict (bridge, subject) do update set
  status = excluded.status, message = excluded.message, answered = excluded.answered,
  stripe_url = excluded.stripe_url, synced_at = excluded.synced_at, recent = excluded.recent, dirty = excluded.dirty, present = excluded.present,
  told = companion.told + 1
