create or replace function api.edit_leg(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  leg constant uuid := (request ->> 'legId')::uuid;
  journey bauhaus.journeys;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  -- Of the trips that the edit changes; they may differ in their stay.
  fields jsonb := '[]';
  is_flown boolean := false;
  is_changed boolean := false;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    -- The leg keeps its id, unless the journey has a leg on the new flight already.
    update bauhaus.legs l set flight_number = changes ->> 'flightNumber',
        origin_iata = changes ->> 'originIata', destination_iata = changes ->> 'destinationIata',
        departure_date = (changes ->> 'departure')::timestamptz,
        flight_key = changes ->> 'flightKey'
     where l.id = leg and l.journey_id = journey.id and changes ? 'flightKey'
       and exists (select from bauhaus.trips t where t.leg_id = l.id and t.status <> 'withdrawn')
       and not exists (select from bauhaus.legs o where o.journey_id = journey.id
         and o.flight_key = changes ->> 'flightKey' and o.id <> l.id);
    for old_trip in
      select * from bauhaus.trips t
       where t.leg_id = leg and t.journey_id = journey.id and t.status <> 'withdrawn'
       order by t.client_name collate "C", t.id for update
    loop
      is_flown := true;
      new_trip := bauhaus.change_trip(old_trip, changes, notify, at);
      continue when new_trip.revision = old_trip.revision;
      is_changed := true;
      select coalesce(jsonb_agg(distinct f.name), '[]') into fields
        from jsonb_array_elements(fields || bauhaus.changed_fields(old_trip, new_trip)) f(name);
    end loop;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', bauhaus.trip_in_the_way(
      old_trip, bauhaus.trip_with_changes(old_trip, changes)));
  end;
  if not is_flown then
    return jsonb_build_object('kind', 'not-found');
  elsif not is_changed then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  journey := bauhaus.emit_journey_changed(journey.id, fields, notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_leg is
  'JourneyDesk.editLeg: one edit for all trips of a leg, whole or not at all.';
