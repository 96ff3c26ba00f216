select side, count(*) as calls, min(created_at) as since from (
  select side, key, min(created_at) as created_at from intent
  where bridge = @Bridge and created_at >= @Since and state <> 'refused'
  group by side, key
) as sent
group by side
