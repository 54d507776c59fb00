create or replace function bauhaus.leg_for(
  agency uuid, journey uuid, trip bauhaus.trips, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  insert into bauhaus.legs (agency_id, journey_id, flight_number, origin_iata, destination_iata,
    departure_date, flight_key, inserted_at)
  values (agency, journey, trip.flight_number, trip.origin_iata, trip.destination_iata,
    trip.departure_date, trip.flight_key, at)
  on conflict (journey_id, flight_key) do update set departure_date = excluded.departure_date
  returning id into found_id;
  return found_id;
end
$$;

comment on function bauhaus.leg_for is 'The leg of a journey that a trip flies, created if new.';
