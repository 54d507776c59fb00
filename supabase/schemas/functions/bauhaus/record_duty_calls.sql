create or replace function bauhaus.record_duty_calls(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  insert into bauhaus.duty_calls (agency_id, effect_key, incident_id, member_id, called_at)
  select agency, c.key, i.id, m.id, at
    from jsonb_to_recordset(record -> 'calls') as c("memberId" uuid, key text)
    join bauhaus.incidents i on i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency
    join bauhaus.members m on m.id = c."memberId" and m.agency_id = agency
  on conflict do nothing;
end
$$;

comment on function bauhaus.record_duty_calls is
  'RecordCommand of kind duty_calls: who was called to take an incident.';
