insert into conflict (
  bridge, id, family, type, sanity_id, stripe_id, path, baseline, sanity, stripe, policy, winner, since_at, resolved_at
)
values (
  @Bridge, @Id, @Family, @Type, @SanityId, @StripeId, @Path, @Baseline, @Sanity, @Stripe, @Policy, @Winner, @SinceAt, @ResolvedAt
)
on conflict (bridge, id) do update set
  family = excluded.family, type = excluded.type, sanity_id = excluded.sanity_id, stripe_id = excluded.stripe_id,
  path = excluded.path, baseline = excluded.baseline, sanity = excluded.sanity, stripe = excluded.stripe,
  policy = excluded.policy, winner = excluded.winner, since_at = excluded.since_at, resolved_at = excluded.resolved_at
