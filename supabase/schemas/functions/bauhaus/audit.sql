create or replace function bauhaus.audit(
  agency uuid, action text, object_kind text, object_id text, changes jsonb
) returns void
language plpgsql as $$
declare
  act constant jsonb := nullif(current_setting('request.headers', true), '')::jsonb
    ->> 'x-bauhaus-act';
begin
  if act is null then
    return;
  end if;
  insert into bauhaus.audit_log (agency_id, at, actor_kind, actor_id, actor_name, action,
    object_kind, object_id, changes, request_id)
  values (agency, (act ->> 'at')::timestamptz, act #>> '{actor,kind}', act #>> '{actor,id}',
    act #>> '{actor,name}', audit.action, audit.object_kind, audit.object_id, audit.changes,
    act ->> 'requestId');
end
$$;

comment on function bauhaus.audit is
  'Enters an act under the author that the request names in the header x-bauhaus-act.';
