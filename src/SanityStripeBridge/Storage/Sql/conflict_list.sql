select * from conflict where bridge = @Bridge and (@OpenOnly = 0 or resolved_at is null) order by id desc
