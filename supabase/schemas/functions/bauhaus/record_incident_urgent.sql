create or replace function bauhaus.record_incident_urgent(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  update bauhaus.incidents i set severity = 'urgent', updated_at = at
   where i.id = (record ->> 'incidentId')::uuid and i.agency_id = bauhaus.current_agency()
     and i.state <> 'done' and i.severity = 'normal' and i.urgent_from <= at;
end
$$;

comment on function bauhaus.record_incident_urgent is
  'RecordCommand of kind incident_urgent: its departure has come so near that it is.';
