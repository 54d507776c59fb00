create or replace function bauhaus.enter_known_passengers(
  trip bauhaus.trips, passenger_ids jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, booked_as, joined_at)
  select trip.agency_id, trip.id, p.id,
      bauhaus.booking_identity(trip.whatsapp, trip.client_name, array[p.name], trip.flight_number,
        trip.flight_key), at
    from jsonb_array_elements_text(passenger_ids) with ordinality n
    join bauhaus.passengers p on p.id = n.value::uuid and p.journey_id = trip.journey_id
   order by n.ordinality
  on conflict (trip_id, passenger_id) do update set joined_at = excluded.joined_at, left_at = null
   where trip_passengers.left_at is not null;
end
$$;

comment on function bauhaus.enter_known_passengers is
  'Puts passengers of a journey on one of its trips; who left it flies on it again.';
