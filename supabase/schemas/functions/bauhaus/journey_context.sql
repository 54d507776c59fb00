create or replace function bauhaus.journey_context(journey uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('id', j.id, 'agencyId', j.agency_id,
    'settings', bauhaus.settings_of(j.agency_id),
    'legs', (select coalesce(jsonb_agg(bauhaus.leg_json(l) order by l.departure_date, l.id),
        '[]'::jsonb)
      from bauhaus.trips l where l.journey_id = j.id and l.status <> 'withdrawn'),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('tripId', k.trip_id, 'kind', k.kind)
        order by k.opened_at, k.kind), '[]'::jsonb)
      from bauhaus.trips l join bauhaus.tasks k on k.trip_id = l.id and k.state <> 'done'
     where l.journey_id = j.id))
    from bauhaus.journeys j where j.id = journey);
end
$$;

comment on function bauhaus.journey_context is
  'JourneyContext: what a turn about a journey is decided on; null where the agency has none such.';
