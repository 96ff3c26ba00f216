insert into image (bridge, family, url, asset_id, reason, retry_at)
values (@Bridge, @Family, @Url, @AssetId, @Reason, @RetryAt)
on conflict (bridge, family, url) do update set
  asset_id = excluded.asset_id, reason = excluded.reason, retry_at = excluded.retry_at
