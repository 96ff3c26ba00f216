select * from delivery
where bridge = @Bridge and subject in (select jsonb_array_elements_text(@Subjects::jsonb))
order by id
