create or replace function api.put_brake(brake jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (brake ->> 'now')::timestamptz;
  about constant text := brake ->> 'subject';
  changed bauhaus.sending_brakes;
begin
  if brake ->> 'scope' = 'journey'
      and not exists (select from bauhaus.journeys j where j.id = about::uuid)
    or brake ->> 'scope' = 'contact'
      and not exists (select from bauhaus.contacts c
        where c.id = about::uuid and c.forgotten_at is null) then
    return null;
  end if;
  -- Waits for claims that are being committed: whatever is claimed after this sees the brake.
  perform pg_advisory_xact_lock(bauhaus.brake_lock(agency));
  insert into bauhaus.sending_brakes as b (agency_id, scope, subject, state, reason, lifts_at,
    phones, set_by, set_at)
  values (agency, brake ->> 'scope', about, brake ->> 'state', brake ->> 'reason',
    (brake ->> 'until')::timestamptz, brake -> 'phones', brake ->> 'by', at)
  on conflict (agency_id, scope, subject) do update
     set state = excluded.state, reason = excluded.reason, lifts_at = excluded.lifts_at,
         phones = excluded.phones, set_by = excluded.set_by, set_at = excluded.set_at
  returning * into changed;
  -- What a pause held is looked at now, and not when its next look was to be.
  update bauhaus.notifications_log n set next_attempt_at = at
   where n.agency_id = agency and n.error_message = 'sending_paused' and n.next_attempt_at > at;
  return bauhaus.brake_json(changed);
end
$$;

comment on function api.put_brake is 'Brakes.put; null: no such journey or contact.';
