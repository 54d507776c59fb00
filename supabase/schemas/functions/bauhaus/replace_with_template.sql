create or replace function bauhaus.replace_with_template() returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.error_code is distinct from rules.window_closed_code() then
    return new;
  end if;
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

comment on function bauhaus.replace_with_template is
  'Repeats free text that the provider accepted and then refused because the 24-hour window is '
  'closed, as the template that it carries. A trigger, since callbacks run as system, '
  'which may not read the content.';

create or replace trigger notifications_log_window_closed
  before update of error_code on bauhaus.notifications_log
  for each row
  when (new.delivery_status = 'FAILED' and old.content ? 'outsideWindow')
  execute function bauhaus.replace_with_template();
