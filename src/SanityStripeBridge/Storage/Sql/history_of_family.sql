select * from (
  select * from history where bridge = @Bridge and family = @Family order by id desc limit @Limit
) as latest
order by id
