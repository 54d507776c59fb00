create or replace function api.due_webhook_deliveries(
  at timestamptz, at_most integer
) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'agencyId', p.agency_id)
      order by p.place, p.next_attempt_at), '[]')
    from (select d.id, d.agency_id, d.next_attempt_at, row_number() over (
           partition by d.endpoint_id order by d.next_attempt_at) as place
         from bauhaus.webhook_deliveries d
        where d.state = 'pending' and d.next_attempt_at <= at
        order by place, d.next_attempt_at limit at_most) p
$$;

comment on function api.due_webhook_deliveries is
  'WebhookDeliveries.due, as the system: one of each endpoint after the other, so that the many of '
  'one that is down leave room for the others.';
