-- Who may call what. Functions run with the caller's rights, so this list and the row-level security are the whole of it; `anon` is on no list.

revoke all on all functions in schema api, bauhaus from public;
alter default privileges in schema api, bauhaus revoke execute on functions from public;

-- Helpers are reached through `api` only (their schema is exposed to nobody), with the rights of whoever calls.
grant execute on all functions in schema bauhaus to agent, system;

grant execute on function
  api.load_turn(jsonb), api.commit_turn(jsonb), api.quarantine_event(jsonb), api.ping() to agent, system;
grant execute on function
  api.get_complete_trip_context(uuid), api.claim_effects(uuid[], timestamptz), api.settle_effects(jsonb, timestamptz), api.book_trip(jsonb),
  api.edit_trip(jsonb), api.cancel_trip(uuid, boolean, timestamptz), api.get_trip(uuid), api.list_trips(jsonb), api.trip_messages(uuid),
  api.trip_timeline(uuid), api.list_tasks(jsonb), api.update_task(uuid, text, text, timestamptz), api.get_settings(),
  api.put_setting(text, jsonb, timestamptz), api.nearest_departure(text, timestamptz), api.receive_inbound(jsonb) to agent;
grant execute on function
  api.effect_agencies(uuid[]), api.delivery_report(uuid, text, text, text, boolean, timestamptz), api.overdue(timestamptz, integer),
  api.mark_carried(uuid[]), api.purge_expired(timestamptz, integer), api.authenticate_key(text), api.agencies_of_sender(text),
  api.receive_alert(jsonb), api.take_flight_snapshot(text, timestamptz, integer, integer),
  api.put_flight_snapshot(text, jsonb, timestamptz) to system;
