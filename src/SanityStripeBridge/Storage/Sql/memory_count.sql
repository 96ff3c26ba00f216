select
  (select count(*) from link where bridge = @Bridge and type = 'product' and state = 'linked') as linked_products,
  (select count(*) from link where bridge = @Bridge and type = 'price' and state = 'linked') as linked_prices,
  (select count(*) from conflict where bridge = @Bridge and resolved_at is null) as open_conflicts,
  (select count(*) from companion where bridge = @Bridge and dirty = 1) as dirty_companions
