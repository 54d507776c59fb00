create or replace function bauhaus.journey_of_trip(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object('id', t.journey_id,
    'comesInPieces', (select j.reference is not null and j.booked_as is null
      from bauhaus.journeys j where j.id = t.journey_id),
    'legs', coalesce(jsonb_agg(bauhaus.leg_json(l) order by l.departure_date, l.id), '[]'::jsonb))
    from bauhaus.trips l
   where l.journey_id = t.journey_id and l.contact_id = t.contact_id
     and (l.status <> 'withdrawn' or l.id = t.id));
end
$$;

comment on function bauhaus.journey_of_trip is
  'The legs of a journey as the contact of a trip lives them, by departure.';
