select at from history
where bridge = @Bridge and family = @Family and side is not null
order by id desc
limit 1 offset @Newer
