create or replace function api.start_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  insert into bauhaus.sessions (token_hash, agency_id, member_id, sign_in_id, started_at, seen_at,
    expires_at)
  select session ->> 'hash', m.agency_id, m.id, session ->> 'signInId', at, at,
      (session ->> 'expiresAt')::timestamptz
    from bauhaus.members m
   where m.id = (session ->> 'memberId')::uuid and m.user_id = (session ->> 'userId')::uuid
     and m.left_at is null
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_session is
  'Sessions.start. False: the link that signs in was used, or they are no member any more.';
