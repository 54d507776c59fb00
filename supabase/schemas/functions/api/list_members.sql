create or replace function api.list_members() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.member_json(m) order by m.joined_at, m.id), '[]')
    from bauhaus.members m where m.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_members is 'Members.list: who has left too.';
