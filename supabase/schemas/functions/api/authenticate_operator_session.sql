create or replace function api.authenticate_operator_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.operator_sessions;
begin
  select * into session from bauhaus.operator_sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if found and session.seen_at <= at - interval '1 minute' then
    update bauhaus.operator_sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return to_jsonb(session.user_id);
end
$$;

comment on function api.authenticate_operator_session is 'OperatorSessions.authenticate.';
