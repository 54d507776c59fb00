create or replace function api.put_duty(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (request ->> 'now')::timestamptz;
  expected constant integer := (request ->> 'revision')::integer;
begin
  if expected = 0 then
    insert into bauhaus.duty_rosters (agency_id, roster, revision, updated_at, updated_by)
    values (agency, request -> 'roster', 1, at, request ->> 'by')
    on conflict do nothing;
  else
    update bauhaus.duty_rosters r
       set roster = request -> 'roster', revision = r.revision + 1, updated_at = at,
           updated_by = request ->> 'by'
     where r.agency_id = agency and r.revision = expected;
  end if;
  if not found then
    return jsonb_build_object('kind', 'stale');
  end if;
  perform bauhaus.emit('DutyPlanChanged', gen_random_uuid(), agency, null, '{}', at);
  return jsonb_build_object('kind', 'put');
end
$$;

comment on function api.put_duty is
  'DutyDesk.putRoster: replaces the roster where it still has that revision; 0: there is none.';
