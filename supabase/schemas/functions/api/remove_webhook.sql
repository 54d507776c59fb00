create or replace function api.remove_webhook(webhook_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  delete from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency();
  if not found then
    return 'false';
  end if;
  perform bauhaus.close_webhook_tasks(webhook_id, 'removed', at);
  return 'true';
end
$$;

comment on function api.remove_webhook is 'Webhooks.remove; false: there is none.';
