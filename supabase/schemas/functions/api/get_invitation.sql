create or replace function api.get_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.invitation_json(i) || jsonb_build_object('agencyId', a.id, 'agencyName', a.name)
    from bauhaus.invitations i join bauhaus.agencies a on a.id = i.agency_id
   where i.token_hash = hash and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_invitation is 'Members.invitationOf.';
