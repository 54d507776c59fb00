create or replace function api.trip_timeline(trip_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  trip bauhaus.trips;
  entries jsonb;
begin
  select * into trip from bauhaus.trips x where x.id = trip_timeline.trip_id;
  if not found then
    return null;
  end if;
  with entry (at, position, kind, summary, detail) as (
    select h.recorded_at, 1, 'flight', concat_ws(' ', h.status, 'gate ' || h.gate_origin),
      jsonb_build_object(
      'status', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
      'belt', h.baggage_claim, 'scheduledDeparture', h.scheduled_out,
      'departure', h.estimated_out, 'departed', h.actual_out, 'arrival', h.estimated_in,
      'landed', h.actual_in, 'divertedTo', h.diverted_to, 'source', h.source)
      from bauhaus.flight_status_history h where h.flight_key = trip.flight_key
    union all
    select d.at, 2, 'decision', concat_ws(' ', d.decision, d.subject || ':', d.rule),
      jsonb_build_object(
      'agent', d.agent, 'event', d.event_type, 'decision', d.decision, 'subject', d.subject,
      'rule', d.rule) || jsonb_build_object('detail', d.detail)
      from bauhaus.decisions d where d.trip_id = trip.id
    union all
    select coalesce(n.sent_at, n.created_at), 3,
      'message', concat_ws(' ', n.notification_type, lower(n.delivery_status)),
      bauhaus.message_row(n)
      from bauhaus.notifications_log n where n.trip_id = trip.id
    union all
    select k.opened_at, 4, 'task', concat_ws(' ', k.kind, k.state), bauhaus.task_row(k)
      from bauhaus.tasks k where k.trip_id = trip.id
    union all
    select c.at, 5, 'inbound',
      'the traveller wrote', jsonb_build_object('text', c.text,
        'media', jsonb_array_length(c.media))
      from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
     where h.agency_id = trip.agency_id and h.phone = trip.whatsapp and c.direction = 'in'
       and c.at >= trip.inserted_at
    union all
    select d.uploaded_at, 6, 'document', concat_ws(' ', d.type, 'filed'), jsonb_build_object(
        'id', d.id, 'type', d.type, 'by', d.uploaded_by, 'byKind', d.uploaded_by_type)
      from bauhaus.documents d where d.trip_id = trip.id
    union all
    select l.at, 7, 'act', concat_ws(' ', l.actor_name, l.action), jsonb_build_object(
        'action', l.action, 'by', l.actor_name, 'byKind', l.actor_kind,
        'objectKind', l.object_kind, 'objectId', l.object_id, 'changes', l.changes)
      from bauhaus.audit_log l
     where l.agency_id = trip.agency_id and l.at >= trip.inserted_at
       and l.object_id = any (array[trip.id::text, trip.journey_id::text, trip.leg_id::text,
           trip.contact_id::text]
         || array(select k.id::text from bauhaus.tasks k where k.trip_id = trip.id)
         || array(select distinct k.incident_id::text from bauhaus.tasks k
           where k.trip_id = trip.id and k.incident_id is not null)
         || array(select d.id::text from bauhaus.documents d where d.trip_id = trip.id)
         || array(select h.id::text from bauhaus.conversation_threads h
           where h.agency_id = trip.agency_id and h.phone = trip.whatsapp)))
  select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'summary', e.summary,
        'detail', e.detail) order by e.at, e.position), '[]'::jsonb)
    into entries from entry e;
  return entries;
end
$$;

comment on function api.trip_timeline is
  'TripDesk.timeline; null where the agency has no such trip.';
