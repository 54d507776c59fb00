create or replace function api.get_incident(incident_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.incident_json(i) || jsonb_build_object(
      'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k)
            || jsonb_build_object('tripName', t.client_name) order by k.opened_at, k.id), '[]')
        from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
       where k.incident_id = i.id),
      'notes', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text,
            'by', n.by_whom, 'at', bauhaus.instant(n.at)) order by n.at, n.id), '[]')
        from bauhaus.incident_notes n where n.incident_id = i.id),
      'calls', (select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(c.called_at),
            'to', m.name, 'status', n.delivery_status, 'answeredAt', bauhaus.instant(c.answered_at))
            order by c.called_at, m.name), '[]')
        from bauhaus.duty_calls c
        join bauhaus.members m on m.id = c.member_id
        left join bauhaus.notifications_log n on n.agency_id = c.agency_id
          and n.effect_key = c.effect_key
       where c.agency_id = i.agency_id and c.incident_id = i.id),
      'acts', (select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(l.at),
            'by', l.actor_name, 'changes', l.changes) order by l.id), '[]')
        from bauhaus.audit_log l
       where l.agency_id = i.agency_id and l.object_id = i.id::text
         and l.object_kind = 'incidents'))
    from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_incident is 'Incidents.get.';
