create or replace function bauhaus.leg_json(t bauhaus.trips) returns jsonb
language sql stable as $$
  select jsonb_build_object('tripId', t.id, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata,
    'originZone', t.origin_zone, 'destinationZone', t.destination_zone,
    'departure', t.departure_date, 'flightKey', t.flight_key, 'status', t.status, 'stay', t.stay,
    'role', t.role, 'contactId', t.contact_id, 'revision', t.revision, 'insertedAt', t.inserted_at,
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key))
$$;

comment on function bauhaus.leg_json is
  'JourneyLeg: a leg of a journey as one contact lives it, with what is known of its flight.';
