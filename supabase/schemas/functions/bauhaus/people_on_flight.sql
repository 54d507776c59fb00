create or replace function bauhaus.people_on_flight(
  agency uuid, key text, subjects text[], of_group uuid
)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency_sender text;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return (
    with people as materialized (
      select t as trip, jsonb_build_object(
        'tripId', t.id, 'journeyId', t.journey_id, 'contactId', t.contact_id,
        'name', t.client_name, 'role', t.role, 'passengers', flying.list, 'phone', t.whatsapp,
        'optedOut', t.whatsapp is not null
          and bauhaus.is_suppressed(agency_sender, t.whatsapp),
        'last', case when last.seq is not null then jsonb_build_object(
          'messageId', last.id, 'tripId', last.trip_id, 'type', last.notification_type,
          'status', last.delivery_status, 'providerStatus', last.provider_status,
          'errorCode', last.error_code, 'createdAt', last.created_at, 'sentAt', last.sent_at,
          'departure', last.said -> 'departure', 'phase', last.said -> 'phase') end,
        'dropped', (select jsonb_build_object('type', n.notification_type,
            'reason', n.error_message, 'at', n.created_at)
          from bauhaus.notifications_log n
         where n.trip_id = t.id and n.recipient = t.whatsapp and n.delivery_status = 'DROPPED'
           and n.notification_type = any (subjects) and n.created_at >= since
           and n.seq > coalesce(last.seq, 0)
         order by n.seq desc limit 1),
        'suppressed', (select jsonb_build_object('subject', d.subject, 'rule', d.rule, 'at', d.at)
          from bauhaus.decisions d
         where d.trip_id = t.id and d.decision in ('suppressed', 'held')
           and d.subject = any (subjects) and d.at >= since
         order by d.id desc limit 1),
        -- A failed message is a call once somebody at the agency made it; until then it has failed.
        'call', (select case when k.closed_reason = 'done_by_agency'
              or k.kind = 'call' and k.state <> 'done'
            then jsonb_build_object('state', k.state,
              'message', coalesce(k.facts ->> 'message', k.reason)) end
          from bauhaus.tasks k
         where k.trip_id = t.id and rules.is_told_by_call(k.kind) and k.opened_at >= since
         order by k.opened_at desc, k.id limit 1),
        'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k) order by k.opened_at, k.kind), '[]')
          from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done')) as person
        from bauhaus.trips t
       cross join lateral (select coalesce(t.rebooked_at, '-infinity') as since) booked
       cross join lateral bauhaus.people_of_trip(t.id) flying
        -- A message of another leg of the contact may tell of this one: a connection's does.
        left join lateral (select n.*, told.said
            from bauhaus.trips l
            join bauhaus.notifications_log n on n.trip_id = l.id
           cross join lateral (select case when l.id = t.id then n.told
              else n.told #> array['legs', t.id::text] end as said) told
           where l.journey_id = t.journey_id and l.contact_id = t.contact_id
             and n.recipient = t.whatsapp and n.delivery_status <> 'DROPPED'
             and n.notification_type = any (subjects) and n.created_at >= since
             and told.said ?| array['departure', 'phase', 'gate', 'boardingFor']
           order by n.seq desc limit 1) last on true
       where t.agency_id = agency and t.flight_key = key and t.status <> 'withdrawn'
         and (of_group is null or exists (select from bauhaus.journeys j
           where j.id = t.journey_id and j.group_id = of_group)))
    select jsonb_build_object(
        'flightKey', key, 'flightNumber', one.flight_number, 'originIata', one.origin_iata,
        'destinationIata', one.destination_iata, 'originZone', one.origin_zone,
        'destinationZone', one.destination_zone, 'departure', one.departure_date,
        'facts', f.facts, 'nextCheckAt', f.next_check_at,
        'people', (select jsonb_agg(p.person
            order by (p.trip).client_name collate "C", (p.trip).id) from people p))
      from (select (p.trip).* from people p
             order by (p.trip).departure_date, (p.trip).id limit 1) one
      left join bauhaus.flights f on f.flight_key = key);
end
$$;

comment on function bauhaus.people_on_flight is
  'The people of an agency on a flight, or those of one of its groups, with what was said last of '
  'the flight; null where there is nobody.';
