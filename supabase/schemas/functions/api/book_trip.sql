create or replace function api.book_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  booking constant jsonb := request -> 'trip';
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  trip bauhaus.trips;
  conflict jsonb;
begin
  conflict := bauhaus.booking_conflict(request);
  if conflict is not null then
    return conflict;
  end if;
  insert into bauhaus.trips (
    id, agency_id, client_name, whatsapp, language, flight_number, origin_iata, destination_iata,
    origin_zone, destination_zone, departure_date,
    flight_key, stay, return_date, client_description, metadata, reference, journey_id, consent,
    idempotency_key, booked_as, inserted_at, updated_at)
  values (
    -- A withdrawn trip keeps the id derived from its reference; its replacement gets a random one.
    case when exists (select from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid)
      then gen_random_uuid() else (request ->> 'tripId')::uuid end,
    agency, booking ->> 'clientName', booking ->> 'whatsapp', booking ->> 'language',
    booking ->> 'flightNumber', booking ->> 'originIata', booking ->> 'destinationIata',
    booking ->> 'originZone', booking ->> 'destinationZone',
    (booking ->> 'departure')::timestamptz, booking ->> 'flightKey', booking ->> 'stay',
    (booking ->> 'returnDate')::date, booking ->> 'clientDescription', booking -> 'metadata',
    booking ->> 'reference',
    bauhaus.journey(agency, request ->> 'journeyReference'), request -> 'consent',
    request ->> 'idempotencyKey',
    bauhaus.booking_identity(booking ->> 'whatsapp', booking ->> 'clientName',
      booking ->> 'flightNumber', booking ->> 'flightKey'), at, at)
  on conflict do nothing
  returning * into trip;
  if trip.id is null then
    -- A concurrent transaction made the same booking, which is visible now.
    conflict := bauhaus.booking_conflict(request);
    if conflict is null then
      raise exception 'a booking was withdrawn while it was repeated' using errcode = '40001';
    end if;
    return conflict;
  end if;
  perform bauhaus.emit('TripBooked', bauhaus.uuid_v5(format('["TripBooked","%s"]', trip.id)),
    agency, trip.id, jsonb_build_object('flightKey', trip.flight_key,
      'departure', bauhaus.instant(trip.departure_date)), at);
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.book_trip is 'TripDesk.book.';
