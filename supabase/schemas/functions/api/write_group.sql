create or replace function api.write_group(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  leader constant uuid := (request ->> 'leaderId')::uuid;
  present bauhaus.groups;
  other uuid;
begin
  if request ->> 'groupId' is not null then
    select * into present from bauhaus.groups g
      where g.id = (request ->> 'groupId')::uuid for update;
    if not found then
      return jsonb_build_object('kind', 'not-found');
    end if;
  end if;
  if leader is not null and not exists (select from bauhaus.contacts c where c.id = leader) then
    return jsonb_build_object('kind', 'unknown-leader');
  elsif present.name = request ->> 'name' and present.leader_id is not distinct from leader then
    return jsonb_build_object('kind', 'unchanged', 'group', bauhaus.group_json(present));
  end if;
  begin
    if present.id is null then
      insert into bauhaus.groups (id, agency_id, name, leader_id, inserted_at)
      values ((request ->> 'newId')::uuid, agency, request ->> 'name', leader,
        (request ->> 'now')::timestamptz)
      returning * into present;
    else
      update bauhaus.groups g set name = request ->> 'name', leader_id = leader
        where g.id = present.id returning * into present;
    end if;
  exception when unique_violation then
    select g.id into strict other from bauhaus.groups g
      where g.agency_id = agency and g.name = request ->> 'name';
    return jsonb_build_object('kind', 'name-taken', 'groupId', other);
  end;
  return jsonb_build_object('kind', 'written', 'group', bauhaus.group_json(present));
end
$$;

comment on function api.write_group is 'ContactDesk.writeGroup.';
