-- One expression, so that Postgres puts it into the statement that asks for it.
create or replace function bauhaus.event_json(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, happened text,
  correlation_id uuid default null, causation_id uuid default null
) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', event_id, 'type', event_type, 'version', 1, 'time', happened, 'agencyId', agency_id,
    'tripId', trip_id, 'correlationId', coalesce(correlation_id, event_id),
    'causationId', causation_id, 'data', data)
$$;

comment on function bauhaus.event_json is
  'An event with its envelope. Without a correlation id it begins a chain of its own.';
