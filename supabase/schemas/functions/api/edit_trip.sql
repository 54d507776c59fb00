create or replace function api.edit_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  fields jsonb;
begin
  perform bauhaus.lock_journey_of_trip((request ->> 'tripId')::uuid);
  select * into old_trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  elsif old_trip.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    new_trip := bauhaus.change_trip(old_trip, request -> 'set', notify, at);
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', bauhaus.trip_in_the_way(
      old_trip, bauhaus.trip_with_changes(old_trip, request -> 'set')));
  end;
  if new_trip.revision = old_trip.revision then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(old_trip));
  end if;
  fields := bauhaus.changed_fields(old_trip, new_trip);
  perform bauhaus.emit_journey_changed(new_trip.journey_id, fields, notify, at);
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(new_trip),
    'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit: emits TripChanged.';
