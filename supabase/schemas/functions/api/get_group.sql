create or replace function api.get_group(group_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.group_json(g) from bauhaus.groups g where g.id = group_id
$$;

comment on function api.get_group is 'ContactDesk.group.';
