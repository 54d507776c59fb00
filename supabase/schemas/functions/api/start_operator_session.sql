create or replace function api.start_operator_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  -- A link lives shorter than the session that it began, so that none is good once more.
  delete from bauhaus.operator_sessions s where s.expires_at < at;
  insert into bauhaus.operator_sessions (token_hash, user_id, sign_in_id, started_at, seen_at,
    expires_at)
  values (session ->> 'hash', (session ->> 'userId')::uuid, session ->> 'signInId', at, at,
    (session ->> 'expiresAt')::timestamptz)
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_operator_session is
  'OperatorSessions.start. False: the link that signs in was used.';
