-- An event enters the outbox; the same id again changes nothing. What has neither story nor cause
-- begins a story of its own.
create or replace function bauhaus.emit(
  kind text, event_id uuid, agency uuid, trip uuid, data jsonb, at timestamptz,
  story uuid default null, cause uuid default null
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values (event_id, agency, kind, jsonb_build_object(
    'id', event_id, 'type', kind, 'version', 1, 'time', time, 'agencyId', agency, 'tripId', trip,
    'correlationId', coalesce(story, event_id), 'causationId', cause, 'data', data),
    time::timestamptz)
  on conflict (id) do nothing;
end
$$;
