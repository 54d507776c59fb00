create or replace function bauhaus.journey_core(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', j.id, 'agencyId', j.agency_id, 'revision', j.revision, 'reference', j.reference,
    'title', j.title, 'owner', j.owner,
    'keeper', (select jsonb_build_object('id', m.id, 'name', m.name)
      from bauhaus.members m where m.id = j.keeper_id),
    'group', (select g.name from bauhaus.groups g where g.id = j.group_id),
    'state', case when j.withdrawn_at is null then 'live' else 'withdrawn' end,
    'notes', j.notes, 'metadata', j.metadata, 'insertedAt', j.inserted_at,
    'passengers', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
        'callName', p.call_name, 'kind', p.kind) order by p.seq), '[]'::jsonb)
      from bauhaus.passengers p where p.journey_id = j.id),
    'legs', (select coalesce(jsonb_agg(jsonb_build_object('id', l.id,
        'flightNumber', l.flight_number, 'originIata', l.origin_iata,
        'destinationIata', l.destination_iata, 'departure', l.departure_date,
        'flightKey', l.flight_key) order by l.departure_date, l.flight_key), '[]'::jsonb)
      from bauhaus.legs l where l.journey_id = j.id
       and exists (select from bauhaus.trips t where t.leg_id = l.id)),
    'contacts', (select coalesce(
        jsonb_agg(bauhaus.contact_json(c) order by c.name, c.id), '[]'::jsonb)
      from bauhaus.contacts c where c.id in (
        select t.contact_id from bauhaus.trips t where t.journey_id = j.id)));
end
$$;

comment on function bauhaus.journey_core is 'JourneySummary of shared/domain/journey.ts.';
