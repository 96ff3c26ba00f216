insert into family (bridge, family, bell, due_at)
values (@Bridge, @Family, 1, @DueAt)
on conflict (bridge, family) do update set
  bell = family.bell + 1,
  due_at = case when family.due_at < excluded.due_at then family.due_at else excluded.due_at end
