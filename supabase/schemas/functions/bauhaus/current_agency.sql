create or replace function bauhaus.current_agency() returns uuid
language sql stable parallel safe as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid
$$;

comment on function bauhaus.current_agency is
  'The agency of this request, from its token; null for system.';
