delete from setting
where bridge = @Bridge
  and (name in ('name_in_doubt', 'full_run_wanted')
    or name like 'released:%' or name like 'fought:%' or name like 'calm:%')
