insert into setting (bridge, name, value) values (@Bridge, @Name, @Value)
on conflict (bridge, name) do nothing
