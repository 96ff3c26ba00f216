select cast(coalesce(sum(weight), 0) as bigint) from history
where bridge = @Bridge and action in ('archive', 'delete', 'replace') and side is not null and at >= @Since
