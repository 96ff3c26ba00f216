select * from companion
where bridge = @Bridge and subject in (
  select @Family
  union select sanity_id from link where bridge = @Bridge and family = @Family
  union select sanity_id from document where bridge = @Bridge and family = @Family
)
order by subject
