create or replace function bauhaus.live_legs(journey_id uuid) returns jsonb
language plpgsql stable as $$
declare
  legs jsonb;
begin
  select jsonb_agg(jsonb_build_object('legId', l.id, 'flightKey', l.flight_key,
      'departure', bauhaus.instant(l.departure_date)) order by l.departure_date, l.flight_key)
    into legs
    from bauhaus.legs l
   where l.journey_id = live_legs.journey_id
     and exists (select from bauhaus.trips t where t.leg_id = l.id and t.status <> 'withdrawn');
  return coalesce(legs, '[]');
end
$$;

comment on function bauhaus.live_legs is
  'The legs of a journey that somebody flies, as its events name them.';
