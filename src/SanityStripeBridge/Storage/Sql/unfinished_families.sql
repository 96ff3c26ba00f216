select family from intent where bridge = @Bridge and state = 'open'
union
select family from retirement where bridge = @Bridge and archive_at is not null
union
select family from stale_copy where bridge = @Bridge and copy_id <> sanity_id
union
select document.family from document
join link as product on product.bridge = document.bridge and product.sanity_id = document.family
left join link as price on price.bridge = document.bridge and price.sanity_id = document.sanity_id
where document.bridge = @Bridge and document.type = 'price' and document.rev is not null
  and product.state = 'linked' and price.sanity_id is null
order by family
