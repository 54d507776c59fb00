create or replace function api.accept_invitation(hash text, member jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (member ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  taken bauhaus.invitations;
  joined bauhaus.members;
begin
  update bauhaus.invitations i set accepted_at = at
   where i.token_hash = hash and i.agency_id = agency and i.accepted_at is null
     and i.revoked_at is null and i.expires_at > at
  returning * into taken;
  if not found then
    return null;
  end if;
  -- Who is a member already keeps the higher of both roles and the one row.
  insert into bauhaus.members (agency_id, user_id, name, email, role, groups, sees, joined_at)
  values (agency, (member ->> 'userId')::uuid, taken.name, member ->> 'email', taken.role,
    taken.groups, taken.sees, at)
  on conflict (user_id, agency_id) where left_at is null do update
    set role = case when members.role = 'owner' then members.role else excluded.role end,
        groups = excluded.groups, sees = excluded.sees
  returning * into joined;
  return bauhaus.member_json(joined);
end
$$;

comment on function api.accept_invitation is
  'Members.accept; null: the invitation was taken, revoked or has expired.';
