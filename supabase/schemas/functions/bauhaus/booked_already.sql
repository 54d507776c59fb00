-- What stands in the way of a booking, as a BookResult; null: nothing.
create or replace function bauhaus.booked_already(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  b constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName',
    b ->> 'flightNumber', b ->> 'flightKey');
  t bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency
      and x.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return case when t.booked_as = identity
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
        else jsonb_build_object('kind', 'key-reused', 'tripId', t.id) end;
    end if;
  end if;
  if b ->> 'reference' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency
      and x.reference = b ->> 'reference' and x.status <> 'withdrawn';
    if found then
      return case
        when identity in (t.booked_as,
          bauhaus.booking_identity(t.whatsapp, t.client_name, t.flight_number, t.flight_key))
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
        else jsonb_build_object('kind', 'reference-taken', 'tripId', t.id) end;
    end if;
  end if;
  select * into t from bauhaus.trips x
   where x.agency_id = agency and x.whatsapp = b ->> 'whatsapp'
     and x.passenger_key = bauhaus.passenger_key(b ->> 'clientName')
     and x.flight_number = b ->> 'flightNumber'
     and x.local_departure_date = split_part(b ->> 'flightKey', '/', 3) and x.status <> 'withdrawn';
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', t.id) end;
end
$$;
