create or replace function bauhaus.insert_trip(
  trip bauhaus.trips, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  trip.leg_id := bauhaus.leg_for(trip.agency_id, trip.journey_id, trip, at);
  insert into bauhaus.trips (
    id, agency_id, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
    flight_number, origin_iata, destination_iata, origin_zone, destination_zone,
    departure_date, flight_key, stay, return_date, client_description, metadata, consent,
    inserted_at, updated_at)
  values (
    trip.id, trip.agency_id, trip.journey_id, trip.leg_id, trip.contact_id,
    trip.role, trip.client_name, trip.whatsapp, trip.language,
    trip.flight_number, trip.origin_iata, trip.destination_iata, trip.origin_zone,
    trip.destination_zone, trip.departure_date, trip.flight_key, trip.stay, trip.return_date,
    trip.client_description, coalesce(trip.metadata, '{}'), trip.consent, at, at)
  returning * into trip;
  return trip;
end
$$;

comment on function bauhaus.insert_trip is
  'Writes a new trip of which nothing is known yet, and its leg where that is new.';
