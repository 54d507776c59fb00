create or replace function api.cancel_trip(
  trip_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  t bauhaus.trips;
begin
  select * into t from bauhaus.trips x where x.id = trip_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif t.status = 'withdrawn' then
    return jsonb_build_object('kind', 'already', 'trip', bauhaus.trip_json(t));
  end if;
  update bauhaus.trips x set status = 'withdrawn', next_check_at = null, updated_at = at
    where x.id = trip_id returning * into t;
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at,
    closed_reason = 'trip_withdrawn' where k.trip_id = t.id and k.state <> 'done';
  perform bauhaus.emit('TripCancelled', bauhaus.uuid_v5(format('["TripCancelled","%s"]', trip_id)),
    t.agency_id, t.id, jsonb_build_object('flightKey', t.flight_key, 'notify', notify), at);
  return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(t));
end
$$;

comment on function api.cancel_trip is 'TripDesk.cancel.';
