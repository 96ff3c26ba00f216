insert into history (
  bridge, id, at, family, type, sanity_id, stripe_id, action, side, fields, because, key, cause, ordered_by, request_id,
  weight
)
values (
  @Bridge, @Id, @At, @Family, @Type, @SanityId, @StripeId, @Action, @Side, @Fields, @Because, @Key, @Cause, @OrderedBy,
  @RequestId, @Weight
)
on conflict (bridge, id) do nothing
