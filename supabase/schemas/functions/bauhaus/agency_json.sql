create or replace function bauhaus.agency_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender, 'phone', a.phone,
    'emergencyPhone', a.emergency_phone, 'zone', a.zone, 'hours', a.hours)
$$;

comment on function bauhaus.agency_json is 'AgencyContext of shared/ports/turn-contexts.ts.';
