update delivery set family = @Family, state = 'received'
where bridge = @Bridge and id in (select value from json_each(@Ids))
