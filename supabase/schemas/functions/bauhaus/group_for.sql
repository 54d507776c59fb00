create or replace function bauhaus.group_for(
  agency uuid, group_name text, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if group_name is null then
    return null;
  end if;
  insert into bauhaus.groups (agency_id, name, inserted_at) values (agency, group_name, at)
    on conflict do nothing;
  select g.id into strict found_id from bauhaus.groups g
    where g.agency_id = agency and g.name = group_name;
  return found_id;
end
$$;

comment on function bauhaus.group_for is 'The group of that name, created if new; null for none.';
