create or replace function api.record_act(act jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  moment constant timestamptz :=
    (current_setting('request.headers', true)::jsonb ->> 'x-bauhaus-act')::jsonb ->> 'at';
begin
  -- Chats and crawlers open a link again and again.
  if not exists (select from bauhaus.audit_log l
      where l.agency_id = agency and l.object_id = act ->> 'objectId'
        and l.action = act ->> 'action' and l.at > moment - interval '1 hour') then
    perform bauhaus.audit(agency, act ->> 'action', act ->> 'objectKind', act ->> 'objectId', '{}');
  end if;
  return to_jsonb(true);
end
$$;

comment on function api.record_act is
  'AuditTrail.record: an act that writes nothing, once an hour for one object.';
