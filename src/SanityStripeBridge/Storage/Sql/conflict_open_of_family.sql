select * from conflict where bridge = @Bridge and family = @Family and resolved_at is null order by id
