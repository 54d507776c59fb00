create or replace function api.get_agency() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.agency_profile_json(a) from bauhaus.agencies a
   where a.id = bauhaus.current_agency()
$$;

comment on function api.get_agency is 'AgencyDesk.agencyProfile.';
