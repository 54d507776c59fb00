create or replace function bauhaus.announce_incident() returns trigger
language plpgsql as $$
declare
  is_worse constant boolean := old.severity = 'normal' and new.severity = 'urgent'
    or coalesce(new.urgent_from < coalesce(old.urgent_from, 'infinity'), false)
    or rules.people_step(new.people) > rules.people_step(old.people);
  event_type constant text := case
    when new.state = 'done' then case when old.state <> 'done' then 'IncidentClosed' end
    when new.state = 'claimed' and (old.state <> 'claimed'
      or (new.owner_id, new.owner_name) is distinct from (old.owner_id, old.owner_name))
      then 'IncidentClaimed'
    when new.state = 'open' and (old.state <> 'open' or old.tasks_open = 0 and new.tasks_open > 0)
      then 'IncidentOpened'
    when is_worse then 'IncidentWorsened' end;
begin
  if event_type is not null then
    perform bauhaus.emit(event_type, gen_random_uuid(), new.agency_id, null,
      jsonb_build_object('incidentId', new.id, 'kind', new.kind, 'severity', new.severity)
        || case event_type
          when 'IncidentClaimed' then jsonb_build_object('memberId', new.owner_id)
          when 'IncidentClosed' then jsonb_build_object('reason', new.closed_reason)
          else jsonb_build_object('people', new.people, 'unreached', new.unreached,
            'minors', new.minors, 'deadline', bauhaus.instant(new.deadline),
            'urgentFrom', bauhaus.instant(new.urgent_from)) end,
      new.updated_at);
  end if;
  return null;
end
$$;

comment on function bauhaus.announce_incident is
  'Says what became of an incident, in the transaction in which it did.';

create or replace trigger announce_incident after update on bauhaus.incidents
  for each row execute function bauhaus.announce_incident();
