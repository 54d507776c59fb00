create or replace function bauhaus.incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incidents_json(array[i.id]) -> 0
$$;

comment on function bauhaus.incident_json is 'One of bauhaus.incidents_json.';
