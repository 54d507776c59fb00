create or replace function bauhaus.is_own(topic text, thing text) returns boolean
language plpgsql stable as $$
begin
  -- Each asks of a table that has a policy of its own, and so of what is kept.
  return case topic
    when 'journey' then exists (select from bauhaus.journeys j where j.id = thing::uuid)
    when 'trip' then exists (select from bauhaus.trips t where t.id = thing::uuid)
    when 'flight' then exists (select from bauhaus.trips t where t.flight_key = thing)
    when 'person' then exists (select from bauhaus.trips t where t.contact_id = thing::uuid)
    when 'phone' then exists (
      select from bauhaus.trips t where t.whatsapp = thing and t.status <> 'withdrawn')
    when 'contact' then exists (select from bauhaus.contacts c where c.id = thing::uuid)
    when 'conversation' then exists (
      select from bauhaus.conversation_threads h where h.id = thing::uuid)
    when 'incident' then exists (select from bauhaus.incidents i where i.id = thing::uuid)
    when 'task' then exists (select from bauhaus.tasks k where k.id = thing::uuid)
    when 'document' then exists (select from bauhaus.documents d where d.id = thing::uuid)
    when 'import' then exists (select from bauhaus.imports i where i.id = thing::uuid)
    when 'notice' then exists (select from bauhaus.notices n where n.id = thing::uuid)
    else topic in ('group', 'member', 'settings') end;
end
$$;

comment on function bauhaus.is_own is
  'Whether a member who sees their own, as whom it is called, sees it; what is of no journey '
  'everybody sees.';
