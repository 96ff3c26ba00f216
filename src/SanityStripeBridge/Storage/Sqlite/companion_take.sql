update companion set taken_until = @Until
where bridge = @Bridge and subject in (
  select subject from companion
  where bridge = @Bridge and dirty = 1 and taken_until <= @Now
  order by subject
  limit @Limit
)
returning *
