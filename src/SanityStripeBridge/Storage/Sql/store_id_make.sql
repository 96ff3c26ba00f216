insert into setting (bridge, name, value)
values (
  @Bridge,
  'store_id',
  coalesce((select value from setting where name = 'store_id' order by bridge limit 1), @StoreId)
)
on conflict (bridge, name) do nothing
