create or replace function api.remove_knowledge(entry_id uuid) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.knowledge k where k.id = entry_id
    returning 1) select to_jsonb(exists (select from removed))
$$;

comment on function api.remove_knowledge is 'Knowledge.remove.';
