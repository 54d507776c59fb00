create or replace function bauhaus.incidents_counts(
  incidents uuid[]
) returns table (incident_id uuid, counts jsonb)
language sql stable as $$
  with of_trip as (
    select k.incident_id, k.trip_id,
           -- The message may be what the task is about.
           min(case when k.kind in ('critical_unsent', 'unreachable')
             then k.opened_at - interval '1 day' else k.opened_at end) as since,
           bool_or(rules.is_unreached_by(k.kind) and k.state <> 'done') as is_to_call,
           bool_or(rules.is_told_by_call(k.kind) and k.closed_reason = 'done_by_agency')
             as is_called
      from bauhaus.tasks k
     where k.incident_id = any (incidents) and k.trip_id is not null
     group by k.incident_id, k.trip_id),
  about as (
    select o.incident_id, array_agg(t.id) as trips, min(o.since) as since,
           bool_or(o.is_to_call) as is_to_call, bool_or(o.is_called) as is_called
      from of_trip o join bauhaus.trips t on t.id = o.trip_id
     group by o.incident_id, t.contact_id),
  people as (
    select a.incident_id, case when a.is_to_call then 'toCall'
             when a.is_called and coalesce(last.status, 'FAILED') = 'FAILED' then 'called'
             when last.status = 'FAILED' then 'failed'
             when last.status = 'SENT' and last.provider = 'read' then 'read'
             when last.status = 'SENT' and rules.is_arrival(last.provider) then 'delivered'
             when last.status = 'SENT' then 'sent'
             when last.status is not null then 'waiting'
             else 'notTold' end as state
      from about a
      left join lateral (
        select m.status, m.provider
          from unnest(a.trips) x (trip) cross join lateral (
            select n.seq, n.delivery_status as status, n.provider_status as provider
              from bauhaus.notifications_log n
             where n.trip_id = x.trip and n.created_at >= a.since
               and n.delivery_status <> 'DROPPED'
               and not rules.is_conversational(n.notification_type)
             order by n.seq desc limit 1) m
         where not a.is_to_call order by m.seq desc limit 1) last on true)
  select x.id, jsonb_build_object(
      'told', count(*) filter (where p.state in ('sent', 'delivered', 'read', 'called')),
      'called', count(*) filter (where p.state = 'called'),
      'delivered', count(*) filter (where p.state in ('delivered', 'read')),
      'read', count(*) filter (where p.state = 'read'),
      'waiting', count(*) filter (where p.state = 'waiting'),
      'failed', count(*) filter (where p.state = 'failed'),
      'toCall', count(*) filter (where p.state = 'toCall'),
      'notTold', count(*) filter (where p.state = 'notTold'))
    from unnest(incidents) x (id) left join people p on p.incident_id = x.id
   group by x.id
$$;

comment on function bauhaus.incidents_counts is
  'How far the people that incidents are about are: what became of the last message to each since '
  'their first task of it, or of the call. Of a whole page at once: asked for each incident it '
  'takes most of the time of a list.';
