create or replace function bauhaus.booking_conflict(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  booking constant jsonb := request -> 'trip';
  names constant text[] := array(
    select p ->> 'name' from jsonb_array_elements(request -> 'passengers') p);
  identity constant text := bauhaus.booking_identity(booking ->> 'whatsapp',
    booking ->> 'clientName', names, booking ->> 'flightNumber', booking ->> 'flightKey');
  entry bauhaus.trip_passengers;
  trip bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into entry from bauhaus.trip_passengers b where b.agency_id = agency
      and b.idempotency_key = request ->> 'idempotencyKey';
    if found then
      select * into strict trip from bauhaus.trips t where t.id = entry.trip_id;
      return case when entry.booked_as = identity
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'key-reused', 'tripId', trip.id) end;
    end if;
  end if;
  if booking ->> 'reference' is not null then
    select * into entry from bauhaus.trip_passengers b where b.agency_id = agency
      and b.reference = booking ->> 'reference' and b.left_at is null;
    if found then
      select * into strict trip from bauhaus.trips t where t.id = entry.trip_id;
      return case
        when identity in (entry.booked_as, bauhaus.trip_identity(trip, entry))
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'reference-taken', 'tripId', trip.id) end;
    end if;
  end if;
  select t.* into trip
    from bauhaus.contacts c
    join bauhaus.trips t on t.contact_id = c.id
    join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
    join bauhaus.passengers p on p.id = b.passenger_id
   where c.agency_id = agency and c.phone = booking ->> 'whatsapp'
     and t.flight_number = booking ->> 'flightNumber'
     and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
     and t.status <> 'withdrawn'
     and (t.role <> request ->> 'role'
       or p.passenger_key = any (array(select bauhaus.passenger_key(n) from unnest(names) n)))
   limit 1;
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', trip.id) end;
end
$$;

comment on function bauhaus.booking_conflict is
  'The BookResult of an earlier booking that prevents this one; null where there is none.';
