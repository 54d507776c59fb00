create or replace function bauhaus.agency_profile_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select bauhaus.agency_json(a)
    || jsonb_build_object('languages', to_jsonb(a.languages), 'revision', a.revision)
$$;

comment on function bauhaus.agency_profile_json is 'AgencyProfile of shared/domain/agency.ts.';
