-- The tracker looks at a flight when a follower's reminder is due, and that depends on when the trip was put on the flight.

alter table bauhaus.trips add column rebooked_at timestamptz;
comment on column bauhaus.trips.rebooked_at is 'When the agency last edited flight or time; null: never since the booking.';
grant select (inserted_at, rebooked_at) on bauhaus.trips to system;

create function bauhaus.note_rebooking() returns trigger language plpgsql set search_path = '' as $$
begin
  new.rebooked_at := new.updated_at;
  return new;
end
$$;
revoke execute on function bauhaus.note_rebooking() from public;
create trigger trips_rebooked before update of flight_key, departure_date on bauhaus.trips for each row
  when ((old.flight_key, old.departure_date) is distinct from (new.flight_key, new.departure_date)) execute function bauhaus.note_rebooking();

create or replace function bauhaus.flight_context(wanted text) returns jsonb language sql stable as $$
  with followers as materialized (
    select t.id, t.agency_id, t.departure_date, coalesce(t.rebooked_at, t.inserted_at) as booked_at, t.status, t.origin_zone, t.destination_zone
      from bauhaus.trips t where t.flight_key = wanted and t.status <> 'withdrawn'),
  settings as (
    select f.agency_id, bauhaus.settings_of(f.agency_id) as stored from (select distinct agency_id from followers) f)
  select jsonb_build_object(
    'followers', (select coalesce(jsonb_agg(jsonb_build_object('tripId', f.id, 'agencyId', f.agency_id, 'departure', f.departure_date,
                    'bookedAt', f.booked_at, 'status', f.status, 'originZone', f.origin_zone, 'destinationZone', f.destination_zone) order by f.id),
                    '[]'::jsonb) from followers f),
    'agencies', (select coalesce(jsonb_object_agg(s.agency_id, s.stored), '{}'::jsonb) from settings s))
$$;
