create or replace function bauhaus.refresh_incident(
  incident uuid, at timestamptz, reason text
) returns void
-- With rights of its own: a callback of the provider that closes a task reads no trip.
language plpgsql security definer set search_path = '' as $$
declare
  rest record;
begin
  -- The tasks of others on the same flight change it too: one at a time.
  perform from bauhaus.incidents i where i.id = incident for update;
  select count(*)::integer as tasks, coalesce(bool_or(k.severity = 'urgent'), false) as is_urgent,
      array(select distinct o.kind from bauhaus.tasks o
        where o.incident_id = incident and o.state <> 'done' order by o.kind) as kinds
    into rest
    from bauhaus.tasks k where k.incident_id = incident and k.state <> 'done';
  if rest.tasks = 0 then
    update bauhaus.incidents i
       set state = 'done', tasks_open = 0, kinds = '{}', updated_at = at, closed_at = at,
           closed_reason = reason
     where i.id = incident and i.state <> 'done';
    return;
  end if;
  update bauhaus.incidents i
     set severity = case when rest.is_urgent or p.unreached + p.minors > 0
           and p.deadline - rules.urgent_before() <= at then 'urgent' else 'normal' end,
         tasks_open = rest.tasks, kinds = rest.kinds, people = p.people, minors = p.minors,
         unreached = p.unreached, deadline = p.deadline, updated_at = at,
         urgent_from = case when p.unreached + p.minors > 0
           then p.deadline - rules.urgent_before() end
    from (select count(distinct t.contact_id)::integer as people,
        count(distinct t.contact_id) filter (where rules.is_unreached_by(k.kind)
          and k.state <> 'done')::integer as unreached,
        (select count(distinct b.passenger_id)::integer from bauhaus.trip_passengers b
           join bauhaus.passengers q on q.id = b.passenger_id
          where b.left_at is null and q.kind in ('child', 'infant') and b.trip_id in (
            select x.trip_id from bauhaus.tasks x where x.incident_id = incident)) as minors,
        min(coalesce(t.estimated_departure, t.departure_date)) as deadline
      from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = incident) p
   where i.id = incident;
end
$$;

comment on function bauhaus.refresh_incident is
  'Brings an incident to what its tasks say; without an open one it is done, for the reason of the '
  'last one that was closed.';
