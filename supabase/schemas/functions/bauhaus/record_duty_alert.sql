create or replace function bauhaus.record_duty_alert(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  insert into bauhaus.duty_alerts as d (incident_id, member_id, agency_id, number, effect_key,
    phone, asked_at)
  select i.id, m.id, agency, (record ->> 'number')::integer, a.key, a.phone, at
    from jsonb_to_recordset(record -> 'asked') as a("memberId" uuid, key text, phone text)
    join bauhaus.incidents i on i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency
    join bauhaus.members m on m.id = a."memberId" and m.agency_id = agency
  on conflict (incident_id, member_id) do update
     set number = excluded.number, effect_key = excluded.effect_key, phone = excluded.phone,
         asked_at = excluded.asked_at, answered_at = null, answered_by = null;
  update bauhaus.incidents i set alert = record ->> 'alert'
   where i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency and i.state <> 'done';
end
$$;

comment on function bauhaus.record_duty_alert is
  'RecordCommand of kind duty_alert: who was asked to take an incident, and what became of it.';
