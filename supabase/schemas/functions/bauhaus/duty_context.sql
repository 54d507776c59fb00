-- Limits that are reached only where nobody answers for days: what is beyond them waits until
-- others are taken.
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
    'incidents', (select coalesce(jsonb_agg(bauhaus.duty_incident_json(i)
        order by i.opened_at, i.id), '[]')
      from bauhaus.incidents i where i.id in (
        (select w.id from bauhaus.incidents w
          where w.agency_id = a.id and w.state = 'open' and w.severity = 'urgent'
            and coalesce(w.alert, 'asked') = 'asked'
          order by w.opened_at limit 500)
        union all
        (select o.id from bauhaus.incidents o
          where o.agency_id = a.id and o.state <> 'done'
            and (o.state = 'claimed' and o.alert is not null
              or o.alert in ('unanswered', 'unreachable'))
          order by o.updated_at desc limit 200)
        union all
        (select n.id from bauhaus.incidents n
          where n.agency_id = a.id and n.state <> 'done' and n.severity = 'normal'
            and n.urgent_from is not null
          order by n.urgent_from limit 50))),
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('key', n.effect_key,
        'status', n.delivery_status) order by n.seq), '[]')
      from bauhaus.incidents i
     cross join lateral (
        select d.effect_key from bauhaus.duty_alerts d where d.incident_id = i.id
        union all
        select c.effect_key from bauhaus.duty_calls c
         where c.agency_id = i.agency_id and c.incident_id = i.id) e
      join bauhaus.notifications_log n on n.effect_key = e.effect_key and n.agency_id = a.id
     where i.agency_id = a.id and i.state = 'open'),
    'day', case when at is not null then bauhaus.duty_day(a.id, at) end)
    from bauhaus.agencies a where a.id = agency);
end
$$;

comment on function bauhaus.duty_context is
  'DutyContext: what a turn of the duty desk is decided on; what is to be watched where `at` says '
  'on which day.';
