create or replace function bauhaus.trip_identity(
  trip bauhaus.trips, b bauhaus.trip_passengers
) returns text
language sql stable as $$
  select bauhaus.booking_identity(trip.whatsapp, trip.client_name,
    array(select p.name from bauhaus.trip_passengers x
      join bauhaus.passengers p on p.id = x.passenger_id
     where x.trip_id = trip.id and x.booked_as = b.booked_as), trip.flight_number, trip.flight_key)
$$;

comment on function bauhaus.trip_identity is
  'The booking_identity of the passengers booked together with this one, as their trip now is.';
