create or replace function api.list_flights(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  window_from constant timestamptz := filter ->> 'from';
  window_to constant timestamptz := filter ->> 'to';
  -- An estimate may lie in the window when the booking does not: by so much.
  latest_delay constant interval := '36 hours';
  subjects constant text[] := array(select jsonb_array_elements_text(filter -> 'subjects'));
begin
  return (
    with keys as materialized (
      select t.flight_key, min(t.departure_date) as departure
        from bauhaus.trips t
       where t.agency_id = agency and t.status <> 'withdrawn'
         and t.departure_date between window_from - latest_delay and window_to
         and (t.departure_date >= window_from or t.estimated_departure >= window_from)
         and (filter ->> 'group' is null or exists (select from bauhaus.journeys j
           join bauhaus.groups g on g.id = j.group_id
          where j.id = t.journey_id and g.agency_id = agency and g.name = filter ->> 'group'))
       group by t.flight_key
      having filter -> 'after' is null or (min(t.departure_date), t.flight_key)
         > ((filter #>> '{after,departure}')::timestamptz, filter #>> '{after,flightKey}')
       order by min(t.departure_date), t.flight_key
       limit (filter ->> 'limit')::integer)
    select coalesce(jsonb_agg(jsonb_build_object('flightKey', k.flight_key,
        'flightNumber', one.flight_number, 'originIata', one.origin_iata,
        'destinationIata', one.destination_iata, 'originZone', one.origin_zone,
        'destinationZone', one.destination_zone, 'departure', bauhaus.instant(k.departure),
        'facts', f.facts, 'isLost', f.facts is null and x.is_lost, 'people', x.people,
        'passengers', flying.passengers, 'minors', flying.minors, 'names', x.names,
        'groups', x.groups, 'last', x.last, 'failed', x.failed, 'toCall', x.to_call,
        'missingDocuments', x.missing_documents, 'changes', x.changes,
        'incident', (select jsonb_build_object('id', i.id,
            'severity', case when i.urgent_from <= (filter ->> 'now')::timestamptz then 'urgent'
              else i.severity end,
            'owner', case when i.owner_name is not null
              then jsonb_build_object('id', i.owner_id, 'name', i.owner_name) end)
          from bauhaus.incidents i where i.agency_id = agency and i.kind = 'flight'
           and i.subject = k.flight_key and i.state <> 'done'))
        order by k.departure, k.flight_key), '[]')
      from keys k
     cross join lateral (select t.flight_number, t.origin_iata, t.destination_iata, t.origin_zone,
          t.destination_zone
        from bauhaus.trips t where t.flight_key = k.flight_key and t.agency_id = agency
         and t.status <> 'withdrawn' order by t.departure_date, t.id limit 1) one
      left join bauhaus.flights f on f.flight_key = k.flight_key
     cross join lateral (select count(distinct t.contact_id)::integer as people,
          bool_and(t.status = 'not_found') as is_lost,
          (array_agg(t.client_name order by t.role, t.inserted_at, t.id))[1:3] as names,
          (select coalesce(jsonb_agg(distinct g.name), '[]') from bauhaus.trips o
             join bauhaus.journeys j on j.id = o.journey_id
             join bauhaus.groups g on g.id = j.group_id
            where o.flight_key = k.flight_key and o.agency_id = agency
              and o.status <> 'withdrawn') as groups,
          count(*) filter (where said.status = 'FAILED' and (open.to_call or not exists (
            select from bauhaus.tasks o
             where o.trip_id = t.id and rules.is_told_by_call(o.kind)
               and o.closed_reason = 'done_by_agency'
               and o.opened_at >= coalesce(t.rebooked_at, '-infinity'))))::integer as failed,
          count(distinct t.contact_id) filter (where open.to_call)::integer as to_call,
          count(*) filter (where open.missing_document)::integer as missing_documents,
          (array_agg(jsonb_build_object('type', said.type, 'status', said.status,
              'providerStatus', said.provider_status, 'at', bauhaus.instant(said.at))
              order by said.at desc)
            filter (where said.at is not null))[1] as last,
          coalesce(jsonb_agg(jsonb_build_object('first', bauhaus.leg_json(t),
              'next', bauhaus.leg_json(onward.next)) order by t.id)
            filter (where (onward.next).id is not null), '[]') as changes
        from bauhaus.trips t
       cross join lateral (select coalesce(bool_or(rules.is_unreached_by(o.kind)), false)
            as to_call, coalesce(bool_or(o.kind = 'missing_document'), false) as missing_document
          from bauhaus.tasks o where o.trip_id = t.id and o.state <> 'done') open
        left join lateral (select n.notification_type as type, n.delivery_status as status,
              n.provider_status,
              coalesce(n.sent_at, n.created_at) as at
            from bauhaus.notifications_log n
           where n.trip_id = t.id and n.delivery_status <> 'DROPPED'
             and n.notification_type = any (subjects)
           order by n.seq desc limit 1) said on true
        left join lateral (select o as next from bauhaus.trips o
           where o.journey_id = t.journey_id and o.contact_id = t.contact_id
             and o.status <> 'withdrawn' and o.departure_date > t.departure_date
             and o.departure_date < t.departure_date + interval '2 days'
           order by o.departure_date, o.id limit 1) onward on true
       where t.flight_key = k.flight_key and t.agency_id = agency and t.status <> 'withdrawn') x
     -- Those of a guide's trip are also of their guardians'.
     cross join lateral (select count(distinct p.id)::integer as passengers,
          count(distinct p.id) filter (where p.kind in ('child', 'infant'))::integer as minors
        from bauhaus.trips t
        join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
        join bauhaus.passengers p on p.id = b.passenger_id
       where t.flight_key = k.flight_key and t.agency_id = agency and t.status <> 'withdrawn')
         flying);
end
$$;

comment on function api.list_flights is
  'Board.flights: the flights of the agency in a window, each with how its people are doing.';
