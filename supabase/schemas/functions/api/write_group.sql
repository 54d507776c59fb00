create or replace function api.write_group(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  present bauhaus.groups;
  new_name text;
  leader uuid;
  other uuid;
begin
  if request ->> 'groupId' is not null then
    -- Journeys before their group: who gives one another group has locked the journey.
    perform from bauhaus.journeys j
     where j.group_id = (request ->> 'groupId')::uuid and request ? 'name'
     order by j.id for no key update;
    select * into present from bauhaus.groups g
      where g.id = (request ->> 'groupId')::uuid for update;
    if not found then
      return jsonb_build_object('kind', 'not-found');
    end if;
  end if;
  new_name := coalesce(request ->> 'name', present.name);
  leader := case when request ? 'leaderId' then (request ->> 'leaderId')::uuid
    else present.leader_id end;
  if leader is not null and not exists (select from bauhaus.contacts c where c.id = leader) then
    return jsonb_build_object('kind', 'unknown-leader');
  elsif present.name = new_name and present.leader_id is not distinct from leader then
    return jsonb_build_object('kind', 'unchanged', 'group', bauhaus.group_json(present));
  end if;
  begin
    if present.id is null then
      insert into bauhaus.groups (id, agency_id, name, leader_id, inserted_at)
      values ((request ->> 'newId')::uuid, agency, new_name, leader, at)
      returning * into present;
    else
      update bauhaus.groups g set name = new_name, leader_id = leader where g.id = present.id;
      perform bauhaus.emit_journey_changed(j.id, '["group"]', false, at)
        from bauhaus.journeys j where j.group_id = present.id and present.name <> new_name;
      select * into strict present from bauhaus.groups g where g.id = present.id;
    end if;
  exception when unique_violation then
    select g.id into strict other from bauhaus.groups g
      where g.agency_id = agency and g.name = new_name;
    return jsonb_build_object('kind', 'name-taken', 'groupId', other);
  end;
  return jsonb_build_object('kind', 'written', 'group', bauhaus.group_json(present));
end
$$;

comment on function api.write_group is
  'ContactDesk.writeGroup: what is absent stays; a new name is announced for each journey.';
