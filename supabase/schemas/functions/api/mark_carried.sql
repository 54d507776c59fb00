create or replace function api.mark_carried(ids uuid[]) returns jsonb
language sql set search_path = '' as $$
  with done as (update bauhaus.outbox o set carried_at = now() where o.id = any (ids)
    and o.carried_at is null returning 1)
  select jsonb_build_object('carried', (select count(*) from done))
$$;

comment on function api.mark_carried is 'ActorStore.carried.';
