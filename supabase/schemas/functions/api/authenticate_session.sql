create or replace function api.authenticate_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.sessions;
begin
  select * into session from bauhaus.sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if not found then
    return null;
  end if;
  if session.seen_at <= at - interval '1 minute' then
    update bauhaus.sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'memberId', m.id, 'userId', m.user_id,
      'name', m.name, 'role', m.role, 'groups', m.groups, 'sees', m.sees,
      'expiresAt', bauhaus.instant(session.expires_at))
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.id = session.member_id and m.left_at is null);
end
$$;

comment on function api.authenticate_session is
  'Sessions.authenticate. Called as system, since the agency is not known yet.';
