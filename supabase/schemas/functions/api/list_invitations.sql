create or replace function api.list_invitations() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.invitation_json(i) order by i.created_at desc, i.id), '[]')
    from bauhaus.invitations i where i.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_invitations is 'Members.invitations, newest first.';
