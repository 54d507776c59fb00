-- The same turns with fewer statements: to begin and end one costs more than what most of them do.

-- Trip, agency and settings in the one query that reads the rest.
create or replace function bauhaus.trip_core(wanted uuid) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t),
    'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb) from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', exists (select from bauhaus.suppressions s where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp and s.opted_out),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = t.agency_id and c.phone = t.whatsapp),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state, 'facts', k.facts) order by k.opened_at), '[]'::jsonb)
                from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure', l.departure_date) from bauhaus.trips l
                 where l.agency_id = t.agency_id and l.whatsapp = t.whatsapp and l.departure_date > t.departure_date
                   and l.passenger_key = t.passenger_key and l.status <> 'withdrawn'
                 order by l.departure_date limit 1),
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id and i.status = 'approved' order by i.version desc limit 1))
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id where t.id = wanted);
end
$$;

-- The row is found and written at once.
create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
  untaken constant boolean := how in ('retry', 'withheld');
begin
  update bauhaus.notifications_log
     set delivery_status = case
           when presumed_told and untaken then 'DROPPED'
           when how = 'sent' then 'SENT'
           when how = 'failed' then 'FAILED'
           when how in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted') else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0 when 'failed' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         error_message = case when presumed_told and untaken then 'judged_afresh' else error_message end,
         presumed_told = presumed_told and how in ('unknown', 'still-unknown'),
         next_attempt_at = case when presumed_told and untaken or how in ('sent', 'failed') then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}' else template_name end,
         lease_until = null,
         updated_at = at
   where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer and delivery_status in ('SENDING', 'UNKNOWN')
  returning * into n;
  if not found then
    -- A status callback was faster, or another worker has it.
    select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer;
    return n;
  end if;
  if how = 'sent' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  if n.delivery_status = 'DROPPED' then
    -- Each time anew, also where no failure was counted: the fence tells the tries apart.
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type, 'judged_afresh', false, n.error_code, n.attempts,
      n.event_id, n.correlation_id, at, n.fence);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'withheld' then 'retrying' when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
end
$$;
