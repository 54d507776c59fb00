create or replace function api.end_session(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.sessions s set ended_at = at where s.token_hash = hash and s.ended_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.end_session is 'Sessions.end. Called as system: who has it may end it.';
