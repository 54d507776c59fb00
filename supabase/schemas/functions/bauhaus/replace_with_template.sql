-- Free text that the provider took, and then reports as refused because the 24-hour window is
-- closed, is said once more, as the template it carries. A trigger: callbacks are taken as system,
-- which moves words here without being able to read them.
create or replace function bauhaus.replace_with_template() returns trigger
language plpgsql set search_path = '' as $$
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

create or replace trigger notifications_log_window_closed
  before update of error_code on bauhaus.notifications_log
  for each row
  when (new.delivery_status = 'FAILED' and new.error_code = '63016'
    and old.content ? 'outsideWindow')
  execute function bauhaus.replace_with_template();
