create or replace function bauhaus.booking_conflict(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  booking constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(booking ->> 'whatsapp',
    booking ->> 'clientName', booking ->> 'flightNumber', booking ->> 'flightKey');
  trip bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into trip from bauhaus.trips x where x.agency_id = agency
      and x.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return case when trip.booked_as = identity
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'key-reused', 'tripId', trip.id) end;
    end if;
  end if;
  if booking ->> 'reference' is not null then
    select * into trip from bauhaus.trips x where x.agency_id = agency
      and x.reference = booking ->> 'reference' and x.status <> 'withdrawn';
    if found then
      return case
        when identity in (trip.booked_as,
          bauhaus.booking_identity(trip.whatsapp, trip.client_name, trip.flight_number,
            trip.flight_key))
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(trip))
        else jsonb_build_object('kind', 'reference-taken', 'tripId', trip.id) end;
    end if;
  end if;
  select * into trip from bauhaus.trips x
   where x.agency_id = agency and x.whatsapp = booking ->> 'whatsapp'
     and x.passenger_key = bauhaus.passenger_key(booking ->> 'clientName')
     and x.flight_number = booking ->> 'flightNumber'
     and x.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
     and x.status <> 'withdrawn';
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', trip.id) end;
end
$$;

comment on function bauhaus.booking_conflict is
  'The BookResult of an earlier booking that prevents this one; null where there is none.';
