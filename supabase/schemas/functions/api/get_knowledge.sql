create or replace function api.get_knowledge(entry_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.knowledge_json(k) from bauhaus.knowledge k where k.id = entry_id
$$;

comment on function api.get_knowledge is 'Knowledge.entry.';
