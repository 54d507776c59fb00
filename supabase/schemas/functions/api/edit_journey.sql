create or replace function api.edit_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  group_name text;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  select g.name into group_name from bauhaus.groups g where g.id = journey.group_id;
  if changes = jsonb_build_object('title', journey.title, 'owner', journey.owner,
    'group', group_name, 'notes', journey.notes, 'metadata', journey.metadata) then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  update bauhaus.journeys j
     set title = changes ->> 'title', owner = changes ->> 'owner', notes = changes ->> 'notes',
       group_id = bauhaus.group_for(j.agency_id, changes ->> 'group', at),
       metadata = changes -> 'metadata', revision = j.revision + 1, updated_at = at
   where j.id = journey.id returning * into journey;
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_journey is 'JourneyDesk.editJourney.';
