update companion set
  present = 1,
  taken_until = 0,
  dirty = case when told = @Told then 0 else dirty end
where bridge = @Bridge and subject = @Subject
