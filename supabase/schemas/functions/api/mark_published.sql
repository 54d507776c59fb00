create or replace function api.mark_published(ids uuid[]) returns jsonb
language sql set search_path = '' as $$
  with marked as (update bauhaus.outbox o set published_at = now() where o.id = any (ids)
    and o.published_at is null returning 1)
  select jsonb_build_object('published', (select count(*) from marked))
$$;

comment on function api.mark_published is 'ActorStore.markPublished.';
