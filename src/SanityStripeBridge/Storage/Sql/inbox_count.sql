select
  (select count(*) from delivery where bridge = @Bridge and state in ('received', 'working', 'retrying')) as depth,
  (select min(received_at) from delivery where bridge = @Bridge and state in ('received', 'working', 'retrying')) as oldest_at,
  (select count(*) from delivery where bridge = @Bridge and state = 'dead') as dead,
  (select count(*) from delivery where bridge = @Bridge and state = 'held') as held,
  (select max(received_at) from delivery where bridge = @Bridge and side = 'sanity' and found = 0) as last_sanity_at,
  (select max(received_at) from delivery where bridge = @Bridge and side = 'stripe' and found = 0) as last_stripe_at,
  (select max(received_at) from delivery where bridge = @Bridge and side = 'sanity' and found = 0 and outcome = 'echo') as sanity_proven_at,
  (select max(received_at) from delivery where bridge = @Bridge and side = 'stripe' and found = 0 and outcome = 'echo') as stripe_proven_at
