create or replace function bauhaus.trips_of_request(request jsonb)
returns table (id uuid, leg jsonb, nth_leg integer, contact jsonb, nth_contact integer)
language sql immutable as $$
  select (request #>> array['tripIds', (l.ordinality - 1)::text, (c.ordinality - 1)::text])::uuid,
      l.value, l.ordinality::integer, c.value, c.ordinality::integer
    from jsonb_array_elements(request -> 'legs') with ordinality l,
      jsonb_array_elements(request -> 'contacts') with ordinality c
$$;

comment on function bauhaus.trips_of_request is
  'The trips of a journey that is to be booked: each leg for each contact.';
