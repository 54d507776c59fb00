create or replace function api.memberships_of(user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'name', m.name, 'role', m.role,
      'agencyId', a.id, 'agencyName', a.name) order by m.joined_at, m.id), '[]')
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.user_id = memberships_of.user_id and m.left_at is null
$$;

comment on function api.memberships_of is
  'Sessions.memberships. Called as system, since the agency is not known yet.';
