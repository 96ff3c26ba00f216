insert into delivery (
  bridge, side, dedupe_key, subject, type, operation, family, body, headers, received_at, state, outcome, done_at, found
)
values (
  @Bridge, @Side, @DedupeKey, @Subject, @Type, @Operation, @Family, @Body, @Headers, @ReceivedAt, @State, @Outcome, @DoneAt, @Found
)
on conflict do nothing
