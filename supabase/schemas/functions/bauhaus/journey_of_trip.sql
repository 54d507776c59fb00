create or replace function bauhaus.journey_of_trip(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('id', t.journey_id,
    'comesInPieces', (select j.reference is not null and j.booked_as is null
      from bauhaus.journeys j where j.id = t.journey_id),
    'legs', coalesce(jsonb_agg(
      jsonb_build_object('tripId', l.id, 'flightNumber', l.flight_number,
        'originIata', l.origin_iata, 'destinationIata', l.destination_iata,
        'originZone', l.origin_zone, 'destinationZone', l.destination_zone,
        'departure', l.departure_date, 'flightKey', l.flight_key, 'status', l.status,
        'scheduledDeparture', l.scheduled_departure, 'estimatedDeparture', l.estimated_departure,
        'estimatedArrival', l.estimated_arrival, 'gate', l.gate, 'stay', l.stay,
        'revision', l.revision, 'insertedAt', l.inserted_at)
      order by l.departure_date, l.id), '[]'::jsonb))
    from bauhaus.trips l
   where l.journey_id = t.journey_id and l.contact_id = t.contact_id
     and (l.status <> 'withdrawn' or l.id = t.id));
end
$$;

comment on function bauhaus.journey_of_trip is
  'The legs of a journey as the contact of a trip lives them, by departure.';
