create or replace function bauhaus.claim_alert(
  incident uuid, member uuid, member_name text, request uuid, at timestamptz
) returns text
language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-bauhaus-act',
    jsonb_build_object('at', bauhaus.instant(at), 'requestId', request,
      'actor', jsonb_build_object('kind', 'member', 'id', member, 'name', member_name))
      ::text)::text, true);
  return case api.move_incident(incident, jsonb_build_object('act', 'claim', 'now', at,
      'by', jsonb_build_object('id', member, 'name', member_name),
      'to', jsonb_build_object('id', member, 'name', member_name))) ->> 'kind'
    when 'moved' then 'claimed' when 'taken' then 'taken' else 'closed' end;
end
$$;

comment on function bauhaus.claim_alert is
  'Claims an incident for a member who answers its alert, under their name in the audit, by the '
  'compare-and-set of the API. Answers claimed, taken or closed.';
