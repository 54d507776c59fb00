create or replace function bauhaus.enter_passengers(
  trip bauhaus.trips, request jsonb, at timestamptz
) returns void
language plpgsql as $$
declare
  booking constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(booking ->> 'whatsapp',
    booking ->> 'clientName', array(
      select p ->> 'name' from jsonb_array_elements(request -> 'passengers') p),
    booking ->> 'flightNumber', booking ->> 'flightKey');
  person record;
  found_id uuid;
begin
  for person in
    select p.value ->> 'name' as name, p.value ->> 'callName' as call_name,
      p.value ->> 'kind' as kind, p.ordinality = 1 as is_first
      from jsonb_array_elements(request -> 'passengers') with ordinality p
  loop
    -- On another leg of the journey the same name is the same passenger.
    select p.id into found_id from bauhaus.passengers p
     where p.journey_id = trip.journey_id
       and p.passenger_key = bauhaus.passenger_key(person.name)
       and not exists (select from bauhaus.trip_passengers b
         where b.passenger_id = p.id and b.trip_id = trip.id)
     order by p.seq limit 1;
    if not found then
      insert into bauhaus.passengers (agency_id, journey_id, name, call_name, kind, inserted_at)
        values (trip.agency_id, trip.journey_id, person.name, person.call_name, person.kind, at)
        returning id into found_id;
    end if;
    -- Reference and key are those of the booking: they stand with its first passenger.
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference,
      idempotency_key, booked_as, joined_at)
    values (trip.agency_id, trip.id, found_id,
      case when person.is_first then booking ->> 'reference' end,
      case when person.is_first then request ->> 'idempotencyKey' end, identity, at);
  end loop;
end
$$;

comment on function bauhaus.enter_passengers is
  'Puts the passengers of a booking on its trip, new ones into the journey.';
