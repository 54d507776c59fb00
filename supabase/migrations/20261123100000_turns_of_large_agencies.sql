-- What a turn reads must not grow with its agency. Row-level security adds the agency to every lookup. Where the lookup's own index lacks the agency,
-- or another index begins with it, Postgres may read all that the agency has: every trip to allow one flight, every message to settle one.
drop index bauhaus.trips_flight;
create index trips_flight on bauhaus.trips (flight_key, agency_id);
alter table bauhaus.notifications_log
  drop constraint notifications_log_agency_id_effect_key_key,
  add constraint notifications_log_effect_key_agency_id_key unique (effect_key, agency_id);
