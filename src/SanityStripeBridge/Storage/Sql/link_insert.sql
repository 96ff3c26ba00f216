insert into link (
  bridge, sanity_id, type, stripe_id, family, state, baseline, settled, published_seen, id_written
)
values (
  @Bridge, @SanityId, @Type, @StripeId, @Family, @State, @Baseline, @Settled, @PublishedSeen, @IdWritten
)
