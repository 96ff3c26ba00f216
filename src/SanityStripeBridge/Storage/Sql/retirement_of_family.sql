select * from retirement
where bridge = @Bridge and (
  family = @Family
  or sanity_id in (
    select sanity_id from link where bridge = @Bridge and family = @Family and type = 'price'
  )
)
order by place, stripe_id
