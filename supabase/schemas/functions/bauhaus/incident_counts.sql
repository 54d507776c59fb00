create or replace function bauhaus.incident_counts(incident uuid) returns jsonb
language sql stable as $$
  with about as (
    select t.contact_id, array_agg(distinct t.id) as trips,
           -- The message may be what the task is about.
           min(case when k.kind in ('critical_unsent', 'unreachable')
             then k.opened_at - interval '1 day' else k.opened_at end) as since,
           bool_or(rules.is_unreached_by(k.kind) and k.state <> 'done') as is_to_call,
           bool_or(k.kind = 'call' and k.closed_reason = 'done_by_agency') as is_called
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = incident group by t.contact_id),
  people as (
    select case when a.is_to_call then 'toCall'
             when a.is_called and coalesce(last.status, 'FAILED') = 'FAILED' then 'called'
             when last.status = 'FAILED' then 'failed'
             when last.status = 'SENT' and last.provider = 'read' then 'read'
             when last.status = 'SENT' and rules.is_arrival(last.provider) then 'delivered'
             when last.status = 'SENT' then 'sent'
             when last.status is not null then 'waiting'
             else 'notTold' end as state
      from about a
      left join lateral (
        select n.delivery_status as status, n.provider_status as provider
          from bauhaus.notifications_log n
         where n.trip_id = any (a.trips) and n.created_at >= a.since
           and n.delivery_status <> 'DROPPED' and not rules.is_conversational(n.notification_type)
         order by n.seq desc limit 1) last on true)
  select jsonb_build_object(
      'told', count(*) filter (where p.state in ('sent', 'delivered', 'read', 'called')),
      'delivered', count(*) filter (where p.state in ('delivered', 'read')),
      'read', count(*) filter (where p.state = 'read'),
      'waiting', count(*) filter (where p.state = 'waiting'),
      'failed', count(*) filter (where p.state = 'failed'),
      'toCall', count(*) filter (where p.state = 'toCall'),
      'notTold', count(*) filter (where p.state = 'notTold'))
    from people p
$$;

comment on function bauhaus.incident_counts is
  'How far the people that an incident is about are: what became of the last message to each since '
  'their first task of it, or of the call.';
