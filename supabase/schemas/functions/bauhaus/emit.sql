create or replace function bauhaus.emit(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, at timestamptz,
  correlation_id uuid default null, causation_id uuid default null
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values (event_id, agency_id, event_type, bauhaus.event_json(event_type, event_id, agency_id,
    trip_id, data, time, correlation_id, causation_id), time::timestamptz)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit is
  'Writes an event to the outbox; the same id again changes nothing. Without a correlation id the '
  'event begins a chain of its own.';
