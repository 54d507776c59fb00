create or replace function bauhaus.announce_failure(
  message_id uuid, agency_id uuid, trip_id uuid, message_type text, state text, permanent boolean,
  code text, attempts integer, causation_id uuid, correlation_id uuid, at timestamptz,
  occurrence integer default null
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('MessageFailed',
    bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message_id,
      coalesce(occurrence, attempts), state)),
    agency_id, trip_id,
    jsonb_build_object('messageId', message_id, 'type', message_type, 'state', state,
      'permanent', permanent, 'code', code, 'attempts', attempts),
    at, correlation_id, causation_id);
end
$$;

comment on function bauhaus.announce_failure is
  'Emits MessageFailed; the same message, state and occurrence (by default the attempts) is one '
  'event.';
