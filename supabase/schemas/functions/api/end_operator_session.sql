create or replace function api.end_operator_session(hash text, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  update bauhaus.operator_sessions s set ended_at = at
   where s.token_hash = hash and s.ended_at is null;
  select null::jsonb
$$;

comment on function api.end_operator_session is 'OperatorSessions.end.';
