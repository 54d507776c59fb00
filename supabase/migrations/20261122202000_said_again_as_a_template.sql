-- Free text that the provider takes, and then reports as refused because the 24-hour window is closed, is said once more, as the template it carries.

-- A trigger: callbacks are taken as system, which moves words here without being able to read them.
create function bauhaus.say_as_template() returns trigger language plpgsql set search_path = '' as $$
begin
  new.content := old.content -> 'outsideWindow';
  new.template_name := new.content ->> 'template';
  new.delivery_status := 'PENDING';
  new.due_at := new.updated_at;
  new.next_attempt_at := new.updated_at;
  new.attempts := old.attempts;
  new.sent_at := null;
  new.permanent := false;
  new.former_provider_ids := old.former_provider_ids || new.provider_id;
  new.provider_id := null;
  new.provider_status := null;
  return new;
end
$$;
create trigger notifications_log_window_closed before update of error_code on bauhaus.notifications_log
  for each row when (new.delivery_status = 'FAILED' and new.error_code = '63016' and old.content ? 'outsideWindow')
  execute function bauhaus.say_as_template();

create or replace function api.delivery_report(message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz)
returns jsonb language plpgsql set search_path = '' as $$
declare
  n record;
  became text;
  failed constant boolean := bauhaus.provider_rank(status) = 9;
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status, l.attempts, l.event_id, l.correlation_id into n
    from bauhaus.notifications_log l
   where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED') and provider_message <> all (l.former_provider_ids)
     -- A try that the provider had hidden, and that was sent again meanwhile, says nothing about the one that is known to have been taken.
     and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message) for no key update;
  if not found
     or bauhaus.provider_rank(status) <= coalesce(bauhaus.provider_rank(n.provider_status), 0)
     or failed and n.provider_status in ('delivered', 'read') then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         -- Whatever we believed: the provider has it, or has given it up.
         delivery_status = case when failed then 'FAILED' else 'SENT' end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message returning l.delivery_status into became;
  if became = 'FAILED' then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type, 'failed', permanent, code, n.attempts + 1, n.event_id, n.correlation_id, at);
  elsif became = 'SENT' and n.delivery_status <> 'SENT' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;
