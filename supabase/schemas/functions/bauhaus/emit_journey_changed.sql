create or replace function bauhaus.emit_journey_changed(
  journey_id uuid, fields jsonb, notify boolean, at timestamptz
) returns bauhaus.journeys
language plpgsql as $$
declare
  journey bauhaus.journeys;
begin
  update bauhaus.journeys j set revision = j.revision + 1, updated_at = at
    where j.id = emit_journey_changed.journey_id returning * into strict journey;
  perform bauhaus.emit('JourneyChanged',
    bauhaus.uuid_v5(format('["JourneyChanged","%s",%s]', journey.id, journey.revision)),
    journey.agency_id, null, jsonb_build_object('journeyId', journey.id,
      'revision', journey.revision, 'fields', fields, 'notify', notify,
      'legs', bauhaus.live_legs(journey.id)), at);
  return journey;
end
$$;

comment on function bauhaus.emit_journey_changed is
  'Counts up the revision of a journey and emits JourneyChanged; called once for each act, after '
  'all that it changes.';
