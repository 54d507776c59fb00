-- In plpgsql, which keeps the plan: it is asked for each trip of every journey and turn.
create or replace function bauhaus.trip_json(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name,
    'whatsapp', t.whatsapp, 'language', t.language, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key,
    'status', t.status, 'scheduledDeparture', t.scheduled_departure,
    'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id,
    'nextCheckAt', case when t.status <> 'withdrawn' then (
      select f.next_check_at from bauhaus.flights f where f.flight_key = t.flight_key) end,
    'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description,
    'metadata', t.metadata, 'consent', t.consent, 'insertedAt', t.inserted_at,
    'journeyId', t.journey_id, 'legId', t.leg_id, 'contactId', t.contact_id, 'role', t.role)
  || (select jsonb_build_object(
      'callName', c.call_name, 'reference', people.first_reference, 'passengers', people.list)
    from bauhaus.contacts c, bauhaus.people_of_trip(t.id) people where c.id = t.contact_id);
end
$$;

comment on function bauhaus.trip_json is 'Trip of shared/domain/trip.ts.';
