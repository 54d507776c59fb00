create or replace function api.list_groups() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.group_json(g) order by g.name collate "C"), '[]')
    from bauhaus.groups g where g.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_groups is 'ContactDesk.groups.';
