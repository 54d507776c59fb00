create or replace function api.edit_agency(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changes constant jsonb := request -> 'set';
  agency bauhaus.agencies;
begin
  select * into agency from bauhaus.agencies a where a.id = bauhaus.current_agency()
    for no key update;
  if not found or agency.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = bauhaus.agency_profile_json(agency) - '{id,sender,revision}'::text[] then
    return jsonb_build_object('kind', 'unchanged', 'agency', bauhaus.agency_profile_json(agency));
  end if;
  update bauhaus.agencies a
     set name = changes ->> 'name', phone = changes ->> 'phone',
         emergency_phone = changes ->> 'emergencyPhone', zone = changes ->> 'zone',
         hours = nullif(changes -> 'hours', 'null'),
         languages = array(select jsonb_array_elements_text(changes -> 'languages')),
         revision = a.revision + 1
   where a.id = agency.id returning * into agency;
  return jsonb_build_object('kind', 'edited', 'agency', bauhaus.agency_profile_json(agency));
end
$$;

comment on function api.edit_agency is
  'AgencyDesk.editAgency: what an agency says of itself; its sender is the operator’s.';
