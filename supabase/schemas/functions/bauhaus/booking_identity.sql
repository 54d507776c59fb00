create or replace function bauhaus.booking_identity(
  phone text, client_name text, passengers text[], flight text, key text
) returns text
language sql immutable as $$
  select concat_ws('|',
    coalesce(phone, 'name:' || bauhaus.passenger_key(client_name)),
    (select string_agg(bauhaus.passenger_key(p), ',' order by bauhaus.passenger_key(p))
      from unnest(passengers) p),
    flight, split_part(key, '/', 3))
$$;

comment on function bauhaus.booking_identity is
  'What makes two requests the same booking: contact (by phone, else by name), passengers, flight '
  'number and local date.';
