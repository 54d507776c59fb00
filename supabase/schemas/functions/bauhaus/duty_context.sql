-- Incidents beyond the limit wait until others are taken: more could not be asked for anyway.
create or replace function bauhaus.duty_context(
  agency uuid, at timestamptz
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'agency', bauhaus.agency_json(a) || jsonb_build_object('languages', to_jsonb(a.languages)),
    'roster', (select r.roster from bauhaus.duty_rosters r where r.agency_id = a.id),
    'members', (select coalesce(jsonb_agg(bauhaus.staff_json(m) order by m.joined_at, m.id), '[]')
      from bauhaus.members m
     where m.agency_id = a.id and m.left_at is null and m.role <> 'limited'),
    'incidents', (select coalesce(jsonb_agg(bauhaus.duty_incident_json(p.i)
        order by (p.i).opened_at, (p.i).id), '[]')
      from (select i from bauhaus.incidents i
         where i.agency_id = a.id and i.state <> 'done'
           and (i.severity = 'urgent' or i.urgent_from is not null or i.alert is not null)
         order by i.opened_at, i.id limit 500) p),
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('key', n.effect_key,
        'status', n.delivery_status) order by n.seq), '[]')
      from bauhaus.incidents i
      join bauhaus.duty_alerts d on d.incident_id = i.id
      join bauhaus.notifications_log n on n.effect_key = d.effect_key and n.agency_id = a.id
     where i.agency_id = a.id and i.state = 'open'),
    'day', case when at is not null then bauhaus.duty_day(a.id, at) end)
    from bauhaus.agencies a where a.id = agency);
end
$$;

comment on function bauhaus.duty_context is
  'DutyContext: what a turn of the duty desk is decided on; what is to be watched where `at` says '
  'on which day.';
