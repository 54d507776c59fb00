create or replace function api.revoke_invitation(
  invitation_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.invitations;
begin
  update bauhaus.invitations i set revoked_at = coalesce(i.revoked_at, at)
   where i.id = invitation_id and i.agency_id = bauhaus.current_agency()
     and i.accepted_at is null
  returning * into changed;
  return case when found then bauhaus.invitation_json(changed) end;
end
$$;

comment on function api.revoke_invitation is
  'Members.revokeInvitation; null: there is none, or it was accepted.';
