create or replace function api.shadow_report(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  near constant interval := interval '12 hours';
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'at', p.last_tried_at,
        'type', p.notification_type, 'tripId', p.trip_id, 'journeyId', t.journey_id,
        'contactId', c.id, 'contactName', c.name, 'text', p.content ->> 'text',
        'byHand', h.said) order by p.last_tried_at, p.id), '[]'::jsonb)
    from (select n.* from bauhaus.notifications_log n
           where n.agency_id = agency and n.error_message = 'shadow'
             and n.last_tried_at >= (filter ->> 'from')::timestamptz
             and n.last_tried_at < (filter ->> 'to')::timestamptz
             and (filter -> 'after' = 'null' or (n.last_tried_at, n.id)
               > ((filter #>> '{after,at}')::timestamptz, (filter #>> '{after,id}')::uuid))
           order by n.last_tried_at, n.id limit (filter ->> 'limit')::integer) p
    left join bauhaus.trips t on t.id = p.trip_id
    left join bauhaus.contacts c on c.agency_id = agency
      and case when t.id is null then c.phone = p.recipient else c.id = t.contact_id end
    left join lateral (
      select jsonb_build_object('kind', s.kind, 'at', s.at, 'by', s.by_whom) as said from (
        select 'message' as kind, n.sent_at as at, (
            select w.author from bauhaus.conversation_threads x
              join bauhaus.conversations w on w.thread_id = x.id and w.direction = 'out'
               and n.effect_key like '%:' || w.id
             where x.agency_id = agency and x.sender = n.sender and x.phone = n.recipient limit 1)
            as by_whom
          from bauhaus.notifications_log n
         where n.recipient = p.recipient and n.agency_id = agency and n.sent_at is not null
           and rules.is_written_by_person(n.notification_type)
           and n.sent_at between p.last_tried_at - near and p.last_tried_at + near
        union all
        select 'call', k.closed_at, k.closed_by from bauhaus.tasks k
         where k.trip_id = p.trip_id and k.kind = 'call' and k.closed_by is not null
           and k.closed_at between p.last_tried_at - near and p.last_tried_at + near) s
       order by greatest(s.at - p.last_tried_at, p.last_tried_at - s.at), s.at limit 1) h on true);
end
$$;

comment on function api.shadow_report is 'Brakes.shadowReport.';
