create or replace function bauhaus.announce_failure(
  message uuid, agency uuid, trip uuid, kind text, condition text, for_good boolean, code text,
  tries integer, cause uuid, story uuid, at timestamptz, nth integer default null
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message, coalesce(nth, tries),
        condition)),
    'type', 'MessageFailed', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency,
    'tripId', trip, 'correlationId', story, 'causationId', cause,
    'data', jsonb_build_object('messageId', message, 'type', kind, 'state', condition,
      'permanent', for_good, 'code', code, 'attempts', tries)));
end
$$;
