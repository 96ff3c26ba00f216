update family set
  owner = null,
  lease_until = null,
  attempts = attempts + 1,
  due_at = case when bell <> @Bell and due_at < @Again then due_at else @Again end
where bridge = @Bridge and family = @Family and owner = @Owner and lease_until = @Until
