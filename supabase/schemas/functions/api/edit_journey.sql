create or replace function api.edit_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  present jsonb;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  present := jsonb_build_object('title', journey.title, 'owner', journey.owner,
    'group', (select g.name from bauhaus.groups g where g.id = journey.group_id),
    'notes', journey.notes, 'metadata', journey.metadata, 'keeperId', journey.keeper_id);
  if changes = present then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  update bauhaus.journeys j
     set title = changes ->> 'title', owner = changes ->> 'owner', notes = changes ->> 'notes',
       group_id = bauhaus.group_for(j.agency_id, changes ->> 'group', at),
       metadata = changes -> 'metadata', keeper_id = (changes ->> 'keeperId')::uuid
   where j.id = journey.id;
  journey := bauhaus.emit_journey_changed(journey.id, (
    select jsonb_agg(n.name order by n.name collate "C") from jsonb_each(present) n(name, value)
      where n.value <> changes -> n.name), false, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_journey is 'JourneyDesk.editJourney.';
