create or replace function api.change_webhook(webhook_id uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  changed bauhaus.webhook_endpoints;
begin
  update bauhaus.webhook_endpoints e
     set name = coalesce(change ->> 'name', e.name), url = coalesce(change ->> 'url', e.url),
         types = case when change ? 'types'
           then array(select jsonb_array_elements_text(change -> 'types')) else e.types end,
         failures = case when change ? 'url' then 0 else e.failures end,
         failing_since = case when change ? 'url' then null else e.failing_since end
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency();
  if not found then
    return null;
  end if;
  if change -> 'isOn' = 'false' then
    perform bauhaus.switch_webhook_off(webhook_id, 'owner', at);
  elsif change -> 'isOn' = 'true' then
    update bauhaus.webhook_endpoints e
       set off_since = null, off_because = null, failures = 0, failing_since = null
     where e.id = webhook_id and e.off_since is not null;
    perform bauhaus.close_webhook_tasks(webhook_id, 'turned on again', at);
  end if;
  select * into strict changed from bauhaus.webhook_endpoints e where e.id = webhook_id;
  return bauhaus.webhook_json(changed);
end
$$;

comment on function api.change_webhook is 'Webhooks.change; null: there is none.';
