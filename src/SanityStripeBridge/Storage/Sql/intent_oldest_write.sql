select min(created_at) from intent
where bridge = @Bridge and created_at > @After and side = @Side and state = 'done' and family <> '' and paths <> '[]'
  and sanity_id not like 'drafts.%' and sanity_id not like 'versions.%'
