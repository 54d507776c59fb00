create or replace function api.book_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  b constant jsonb := request -> 'trip';
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  t bauhaus.trips;
  answer jsonb;
begin
  answer := bauhaus.booked_already(request);
  if answer is not null then
    return answer;
  end if;
  insert into bauhaus.trips (
    id, agency_id, client_name, whatsapp, language, flight_number, origin_iata, destination_iata,
    origin_zone, destination_zone, departure_date,
    flight_key, stay, return_date, client_description, metadata, reference, journey_id, consent,
    idempotency_key, booked_as, inserted_at, updated_at)
  values (
    -- A withdrawn trip keeps the id that its reference made; the booking that replaces it gets a
    -- random one.
    case when exists (select from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid)
      then gen_random_uuid() else (request ->> 'tripId')::uuid end,
    agency, b ->> 'clientName', b ->> 'whatsapp', b ->> 'language', b ->> 'flightNumber',
    b ->> 'originIata', b ->> 'destinationIata', b ->> 'originZone', b ->> 'destinationZone',
    (b ->> 'departure')::timestamptz, b ->> 'flightKey', b ->> 'stay', (b ->> 'returnDate')::date,
    b ->> 'clientDescription', b -> 'metadata', b ->> 'reference',
    bauhaus.journey(agency, request ->> 'journeyReference'), request -> 'consent',
    request ->> 'idempotencyKey',
    bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName', b ->> 'flightNumber',
      b ->> 'flightKey'), at, at)
  on conflict do nothing
  returning * into t;
  if t.id is null then
    -- The same booking won the race a moment ago; now it can be seen.
    answer := bauhaus.booked_already(request);
    if answer is null then
      raise exception 'a booking was withdrawn while it was made again' using errcode = '40001';
    end if;
    return answer;
  end if;
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)), agency,
    t.id, jsonb_build_object('flightKey', t.flight_key,
      'departure', bauhaus.instant(t.departure_date)), at);
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(t));
end
$$;

comment on function api.book_trip is 'TripDesk.book.';
