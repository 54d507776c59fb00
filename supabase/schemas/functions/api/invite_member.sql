create or replace function api.invite_member(invitation jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.invitations;
begin
  insert into bauhaus.invitations (agency_id, token_hash, name, email, role, groups, sees,
    invited_by, created_at, expires_at)
  values (bauhaus.current_agency(), invitation ->> 'hash', invitation ->> 'name',
    invitation ->> 'email', invitation ->> 'role',
    array(select jsonb_array_elements_text(invitation -> 'groups'))::uuid[],
    invitation ->> 'sees', invitation ->> 'invitedBy', (invitation ->> 'now')::timestamptz,
    (invitation ->> 'expiresAt')::timestamptz)
  returning * into made;
  return bauhaus.invitation_json(made);
end
$$;

comment on function api.invite_member is 'Members.invite.';
