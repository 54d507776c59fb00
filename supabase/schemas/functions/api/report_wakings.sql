create or replace function api.report_wakings(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  starts constant time := (span ->> 'quietStart')::time;
  ends constant time := (span ->> 'quietEnd')::time;
  types constant text[] := array(select jsonb_array_elements_text(span -> 'conversationalTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('type', r.type, 'messages', r.messages,
        'people', r.people) order by r.type nulls first), '[]')
      from (
        select m.type, count(*) as messages, count(distinct m.contact_id) as people
          from (
            select n.notification_type as type, t.contact_id,
                (n.sent_at at time zone case
                  when n.sent_at < coalesce(t.estimated_departure, t.departure_date)
                  then t.origin_zone else t.destination_zone end)::time as clock
              from bauhaus.notifications_log n
              join bauhaus.trips t on t.id = n.trip_id
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
               and n.notification_type <> all (types)
               -- Who has just written is awake.
               and not exists (
                 select from bauhaus.conversation_threads h
                   join bauhaus.conversations c on c.thread_id = h.id
                  where h.agency_id = agency and h.sender = n.sender and h.phone = n.recipient
                    and c.direction = 'in' and c.at <= n.sent_at
                    and c.at >= n.sent_at - interval '15 minutes')) m
         where case when starts < ends then m.clock >= starts and m.clock < ends
             when starts > ends then m.clock >= starts or m.clock < ends else false end
         group by grouping sets ((m.type), ())) r
     where r.messages > 0);
end
$$;

comment on function api.report_wakings is
  'Reports.read of `wakings`: what was sent to travellers in their quiet hours.';
