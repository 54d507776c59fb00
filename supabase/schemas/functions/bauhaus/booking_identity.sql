create or replace function bauhaus.booking_identity(
  phone text, passenger text, flight text, key text
) returns text
language sql immutable as $$
  select concat_ws('|', phone, bauhaus.passenger_key(passenger), flight, split_part(key, '/', 3))
$$;

comment on function bauhaus.booking_identity is
  'What makes two requests the same booking: phone, passenger, flight number and local date.';
