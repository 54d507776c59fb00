create or replace function api.rotate_webhook_secret(
  webhook_id uuid, secret text, until_when timestamptz
) returns jsonb
language sql set search_path = '' as $$
  with rotated as (
    update bauhaus.webhook_endpoints e
       set former_secret = e.secret, former_until = until_when,
           secret = rotate_webhook_secret.secret
     where e.id = webhook_id and e.agency_id = bauhaus.current_agency() returning e)
  select bauhaus.webhook_json(r.e) from rotated r
$$;

comment on function api.rotate_webhook_secret is 'Webhooks.rotateSecret; null: there is none.';
