create or replace function api.add_webhook(webhook jsonb, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.webhook_endpoints;
begin
  if (select count(*) from bauhaus.webhook_endpoints e
       where e.agency_id = bauhaus.current_agency()) >= at_most then
    return null;
  end if;
  insert into bauhaus.webhook_endpoints (agency_id, name, url, types, secret, inserted_at)
  values (bauhaus.current_agency(), webhook ->> 'name', webhook ->> 'url',
    array(select jsonb_array_elements_text(webhook -> 'types')), webhook ->> 'secret',
    (webhook ->> 'now')::timestamptz)
  returning * into made;
  return bauhaus.webhook_json(made);
end
$$;

comment on function api.add_webhook is 'Webhooks.add; null: there are as many as there may be.';
