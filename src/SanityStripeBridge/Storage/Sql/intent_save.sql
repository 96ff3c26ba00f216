insert into intent (
  bridge, id, key, family, side, type, action, sanity_id, stripe_id,
  before, after, paths, halves, request, state, proved, created_at
)
values (
  @Bridge, @Id, @Key, @Family, @Side, @Type, @Action, @SanityId, @StripeId,
  @Before, @After, @Paths, @Halves, @Request, @State, @Proved, @CreatedAt
)
on conflict (bridge, id) do update set
  key = excluded.key, family = excluded.family, side = excluded.side, type = excluded.type, action = excluded.action,
  sanity_id = excluded.sanity_id, stripe_id = excluded.stripe_id,
  before = excluded.before, after = excluded.after, paths = excluded.paths, halves = excluded.halves, request = excluded.request,
  state = excluded.state,
  proved = case when intent.proved = 1 then 1 else excluded.proved end,
  created_at = excluded.created_at
