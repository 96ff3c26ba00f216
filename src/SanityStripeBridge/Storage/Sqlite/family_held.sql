select count(*) from family
where bridge = @Bridge and family = @Family and owner = @Owner and lease_until = @Until
