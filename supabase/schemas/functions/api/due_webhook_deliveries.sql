create or replace function api.due_webhook_deliveries(
  at timestamptz, at_most integer
) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'agencyId', p.agency_id)
      order by p.next_attempt_at), '[]')
    from (select d.id, d.agency_id, d.next_attempt_at from bauhaus.webhook_deliveries d
       where d.state = 'pending' and d.next_attempt_at <= at
       order by d.next_attempt_at limit at_most) p
$$;

comment on function api.due_webhook_deliveries is 'WebhookDeliveries.due, as the system.';
