insert into run (bridge, id, kind, started_at, ended_at, result)
values (@Bridge, @Id, @Kind, @StartedAt, @EndedAt, @Result)
on conflict (bridge, id) do update set
  kind = excluded.kind, started_at = excluded.started_at, ended_at = excluded.ended_at, result = excluded.result
