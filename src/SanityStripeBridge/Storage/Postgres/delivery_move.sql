update delivery set family = @Family, state = 'received'
where bridge = @Bridge and id in (select jsonb_array_elements_text(@Ids::jsonb)::bigint)
