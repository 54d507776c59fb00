create or replace function api.put_platform_brake(brake jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (brake ->> 'now')::timestamptz;
  changed bauhaus.sending_brakes;
begin
  perform pg_advisory_xact_lock(bauhaus.brake_lock(null));
  insert into bauhaus.sending_brakes as b (agency_id, scope, subject, state, reason, lifts_at,
    set_by, set_at)
  values (null, 'platform', null, brake ->> 'state', brake ->> 'reason',
    (brake ->> 'until')::timestamptz, brake ->> 'by', at)
  on conflict (agency_id, scope, subject) do update
     set state = excluded.state, reason = excluded.reason, lifts_at = excluded.lifts_at,
         set_by = excluded.set_by, set_at = excluded.set_at
  returning * into changed;
  update bauhaus.notifications_log n set next_attempt_at = at
   where n.error_message = 'sending_paused' and n.next_attempt_at > at;
  return bauhaus.brake_json(changed);
end
$$;

comment on function api.put_platform_brake is 'Accounts.brake: the operator’s brake over all.';
