create or replace function api.get_duty() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('zone', a.zone, 'roster', r.roster, 'revision', coalesce(r.revision, 0),
      'updatedAt', bauhaus.instant(r.updated_at), 'updatedBy', r.updated_by,
      'members', (select coalesce(jsonb_agg(bauhaus.staff_json(m) order by m.joined_at, m.id), '[]')
        from bauhaus.members m
       where m.agency_id = a.id and m.left_at is null and m.role <> 'limited'),
      'untold', bauhaus.incidents_json(array(select i.id from bauhaus.incidents i
       where i.agency_id = a.id and i.state = 'open' and i.alert in ('unanswered', 'unreachable')
       order by i.opened_at, i.id)))
    from bauhaus.agencies a left join bauhaus.duty_rosters r on r.agency_id = a.id
   where a.id = bauhaus.current_agency()
$$;

comment on function api.get_duty is 'DutyDesk.duty.';
