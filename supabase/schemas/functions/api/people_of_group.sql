create or replace function api.people_of_group(of_group uuid, subjects text[], filter jsonb)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
      bauhaus.people_on_flight(bauhaus.current_agency(), k.key, subjects, of_group)
      order by k.departure, k.key), '[]')
    from (select t.flight_key as key, min(t.departure_date) as departure
        from bauhaus.trips t join bauhaus.journeys j on j.id = t.journey_id
       where j.group_id = of_group and t.agency_id = bauhaus.current_agency()
         and t.status <> 'withdrawn'
         and (filter ->> 'from' is null or t.departure_date >= (filter ->> 'from')::timestamptz)
         and (filter ->> 'flightKey' is null or t.flight_key = filter ->> 'flightKey')
       group by t.flight_key
       order by min(t.departure_date), t.flight_key
       limit (filter ->> 'limit')::integer) k
$$;

comment on function api.people_of_group is
  'ReadingDesk.peopleOfGroup: flights of a group, soonest first, each with who of the group is on '
  'it.';
