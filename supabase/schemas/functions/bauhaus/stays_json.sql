create or replace function bauhaus.stays_json(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return (with own as materialized (
    select t.* from bauhaus.trips t where t.journey_id = j.id and t.status <> 'withdrawn')
  select jsonb_build_object(
    'journeyId', j.id, 'agencyId', j.agency_id, 'agencyName', a.name,
    'emergencyPhone', a.emergency_phone, 'settings', bauhaus.settings_of(j.agency_id),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t::bauhaus.trips)
        order by t.departure_date, t.id), '[]'::jsonb) from own t),
    'flights', (select coalesce(jsonb_object_agg(f.flight_key, f.facts), '{}'::jsonb)
      from bauhaus.flights f
     where f.flight_key in (select t.flight_key from own t) and f.facts is not null),
    'beside', (select coalesce(jsonb_object_agg(t.id, jsonb_build_object(
        'before', bauhaus.flight_beside(t::bauhaus.trips, false),
        'after', bauhaus.flight_beside(t::bauhaus.trips, true))), '{}'::jsonb) from own t),
    'plans', (select coalesce(jsonb_agg(bauhaus.stay_plan_json(p) order by p.stay), '[]'::jsonb)
      from bauhaus.stay_plans p where p.journey_id = j.id and p.plan is not null),
    'itineraries', (select coalesce(jsonb_agg(jsonb_build_object('stay', v.stay,
        'newestVersion', v.newest, 'shown', (select bauhaus.itinerary_json(i)
          from bauhaus.itineraries i
         where i.journey_id = j.id and i.stay = v.stay and i.status = 'approved'
         order by i.version desc limit 1)) order by v.stay), '[]'::jsonb)
      from (select i.stay, max(i.version) as newest from bauhaus.itineraries i
             where i.journey_id = j.id group by i.stay) v))
    from bauhaus.agencies a where a.id = j.agency_id);
end
$$;

comment on function bauhaus.stays_json is
  'JourneyStays of shared/ports/itineraries.ts: what the stays of a journey are made of.';
