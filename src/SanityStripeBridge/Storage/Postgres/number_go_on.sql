select setval(pg_get_serial_sequence(@Table, 'id'), @Last)
