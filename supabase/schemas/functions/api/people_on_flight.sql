create or replace function api.people_on_flight(key text, subjects text[]) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.people_on_flight(bauhaus.current_agency(), key, subjects, null)
$$;

comment on function api.people_on_flight is
  'ReadingDesk.peopleOnFlight: the people of the agency with what was said last of the flight; '
  'null where it has nobody on it.';
