create or replace function api.list_webhook_deliveries(
  webhook_id uuid, before jsonb, at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if not exists (select from bauhaus.webhook_endpoints e
    where e.id = webhook_id and e.agency_id = bauhaus.current_agency()) then
    return null;
  end if;
  return (select coalesce(jsonb_agg(bauhaus.webhook_delivery_json(p.d)
      order by (p.d).created_at desc, (p.d).id desc), '[]')
    from (select d from bauhaus.webhook_deliveries d
       where d.endpoint_id = webhook_id and (before is null or (d.created_at, d.id)
         < ((before ->> 'at')::timestamptz, (before ->> 'id')::uuid))
       order by d.created_at desc, d.id desc limit at_most) p);
end
$$;

comment on function api.list_webhook_deliveries is
  'Webhooks.deliveries, newest first; null: there is no such endpoint.';
