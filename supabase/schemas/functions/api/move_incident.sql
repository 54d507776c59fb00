create or replace function api.move_incident(incident_id uuid, move jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (move ->> 'now')::timestamptz;
  act constant text := move ->> 'act';
  agency constant uuid := bauhaus.current_agency();
  incident bauhaus.incidents;
  task_ids uuid[];
begin
  -- A conversation is locked before its handoff, as whoever takes it over does; tasks are locked
  -- before their incident, as whoever closes one does, so that one which joins it meanwhile is left
  -- as it is.
  perform from bauhaus.incidents i join bauhaus.conversation_threads c on c.id::text = i.subject
    where i.id = move_incident.incident_id and i.agency_id = agency and i.kind = 'conversation'
      and c.agency_id = agency and act = 'resolve'
    for update of c;
  task_ids := array(select k.id from bauhaus.tasks k
    where k.incident_id = move_incident.incident_id and k.agency_id = agency
      and (k.state <> 'done' and act in ('claim', 'release', 'resolve')
        or k.closed_reason = 'done_by_agency' and act = 'reopen') order by k.id for update);
  select * into incident from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = agency for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif incident.state = 'done' and act not in ('reopen', 'note', 'resolve') then
    return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
  elsif act = 'claim' and incident.state = 'claimed'
      and (incident.owner_id, incident.owner_name)
        is distinct from ((move #>> '{by,id}')::uuid, move #>> '{by,name}')
      and not coalesce((move ->> 'steal')::boolean, false) then
    return jsonb_build_object('kind', 'taken', 'incident', bauhaus.incident_json(incident));
  end if;
  case act
    when 'claim', 'assign' then
      update bauhaus.incidents i
         set state = 'claimed', owner_id = (move #>> '{to,id}')::uuid,
             owner_name = move #>> '{to,name}', snoozed_until = null, updated_at = at,
             claimed_at = case when i.state = 'claimed'
               and (i.owner_id, i.owner_name) is not distinct from (
                 (move #>> '{to,id}')::uuid, move #>> '{to,name}')
               then i.claimed_at else at end
       where i.id = incident.id;
      -- A handoff waits for who takes the conversation over, which its traveller is told.
      perform api.update_task(k.id, 'claimed', array['open'], move #>> '{to,name}', at, null, null)
        from bauhaus.tasks k
       where k.id = any (task_ids) and k.state = 'open' and k.kind <> 'handoff' and act = 'claim';
    when 'release' then
      update bauhaus.tasks k
         set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
       where k.id = any (task_ids) and k.state = 'claimed' and k.kind <> 'handoff';
      update bauhaus.incidents i
         set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id;
    when 'snooze' then
      update bauhaus.incidents i
         set snoozed_until = (move ->> 'until')::timestamptz, updated_at = at
       where i.id = incident.id;
    when 'note' then
      insert into bauhaus.incident_notes (agency_id, incident_id, text, by_whom, at)
      values (agency, incident.id, move ->> 'text', move #>> '{by,name}', at);
    when 'resolve' then
      perform api.update_task(k.id, 'done', array['open', 'claimed'], move #>> '{by,name}', at,
          null, null)
        from bauhaus.tasks k where k.id = any (task_ids) and k.state <> 'done';
      update bauhaus.incidents i
         set state = 'done', closed_at = coalesce(i.closed_at, at),
             closed_by = move #>> '{by,name}', closed_reason = 'done_by_agency'
       where i.id = incident.id and incident.state <> 'done' and not exists (
         select from bauhaus.tasks k where k.incident_id = incident.id and k.state <> 'done');
    when 'reopen' then
      if exists (select from bauhaus.incidents i where i.agency_id = agency
          and i.kind = incident.kind and i.subject = incident.subject and i.state <> 'done') then
        return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
      end if;
      -- Before their incident opens, which says then whom it is about.
      update bauhaus.tasks k
         set state = 'open', updated_at = at, claimed_by = null, claimed_at = null,
             closed_by = null, closed_at = null, closed_reason = null
       where k.id = any (task_ids) and k.closed_reason = 'done_by_agency'
         and k.closed_at = incident.closed_at
         and bauhaus.incident_subject(k) = array[incident.kind, incident.subject]
         and not exists (select from bauhaus.trips t
           where t.id = k.trip_id and t.status = 'withdrawn')
         and not exists (select from bauhaus.tasks o
           where o.trip_id = k.trip_id and o.kind = k.kind and o.state <> 'done');
      update bauhaus.incidents i
         set state = 'open', closed_at = null, closed_by = null, closed_reason = null,
             owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id and i.state = 'done';
  end case;
  select * into incident from bauhaus.incidents i where i.id = incident_id;
  return jsonb_build_object('kind', 'moved', 'incident', bauhaus.incident_json(incident));
end
$$;

comment on function api.move_incident is
  'Incidents.move: compare and set. Who claims second learns who has it; stealing says so in the '
  'audit. Resolving closes the tasks beneath; reopening brings back those that a person '
  'closed as it closed.';
