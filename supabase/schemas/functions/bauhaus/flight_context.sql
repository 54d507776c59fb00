-- In plpgsql, which caches the plan: SQL functions that are more than one expression are planned at
-- every call.
create or replace function bauhaus.flight_context(key text) returns jsonb
language plpgsql stable as $$
begin
  return (with followers as materialized (
    select t.id, t.agency_id, t.journey_id, t.departure_date,
      coalesce(t.rebooked_at, t.inserted_at) as booked_at, t.status, t.origin_zone,
      t.destination_zone
      from bauhaus.trips t where t.flight_key = key and t.status <> 'withdrawn'),
  settings as (
    select f.agency_id, bauhaus.settings_of(f.agency_id) as stored
      from (select distinct agency_id from followers) f)
  select jsonb_build_object(
    'followers', (
      select coalesce(jsonb_agg(jsonb_build_object('tripId', f.id, 'agencyId', f.agency_id,
      'journeyId', f.journey_id, 'departure', f.departure_date,
      'bookedAt', f.booked_at, 'status', f.status, 'originZone', f.origin_zone,
      'destinationZone', f.destination_zone) order by f.id),
      '[]'::jsonb) from followers f),
    'agencies', (select coalesce(jsonb_object_agg(s.agency_id, s.stored), '{}'::jsonb)
      from settings s)));
end
$$;

comment on function bauhaus.flight_context is
  'FlightContext: one query for any number of followers.';
