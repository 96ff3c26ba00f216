select family, bell, claims, owner from family
where bridge = @Bridge and family in (select jsonb_array_elements_text(@Families::jsonb))
