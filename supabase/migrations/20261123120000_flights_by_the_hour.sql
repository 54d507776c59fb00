-- A number may fly twice a day: the name of a flight ends with the local hour of the departure as booked. Trips booked before keep a name without it.

alter table bauhaus.trips drop constraint trips_flight_key_check;
alter table bauhaus.trips add constraint trips_flight_key_check
  check (flight_key ~ '^[A-Z0-9]{2,3}\d{1,4}[A-Z]?/[A-Z]{3}-[A-Z]{3}/\d{4}-\d{2}-\d{2}(/\d{2})?$');
