create or replace function bauhaus.announce_failure(
  message uuid, agency uuid, trip uuid, kind text, condition text, for_good boolean, code text,
  tries integer, cause uuid, story uuid, at timestamptz, nth integer default null
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit('MessageFailed',
    bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message, coalesce(nth, tries),
      condition)),
    agency, trip,
    jsonb_build_object('messageId', message, 'type', kind, 'state', condition,
      'permanent', for_good, 'code', code, 'attempts', tries),
    at, story, cause);
end
$$;
