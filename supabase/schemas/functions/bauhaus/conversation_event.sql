create or replace function bauhaus.conversation_event(
  kind text, event_id uuid, agency uuid, data jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', kind, 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency,
    'tripId', null, 'correlationId', event_id, 'causationId', null,
    'data', data));
end
$$;
