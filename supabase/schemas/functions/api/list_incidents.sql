create or replace function api.list_incidents(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at constant timestamptz := (filter ->> 'now')::timestamptz;
  states constant text[] := array(select jsonb_array_elements_text(filter -> 'states'));
begin
  return (
    select coalesce(jsonb_agg(bauhaus.incident_json(p.i) order by p.rank, (p.i).deadline nulls last,
        (p.i).people * (1 + (p.i).unreached) desc, (p.i).opened_at desc, (p.i).id), '[]')
      from (select i,
          case when i.state = 'done' then 2
            when i.severity = 'urgent' or i.urgent_from <= at then 0 else 1 end as rank
        from bauhaus.incidents i
       where i.agency_id = (select bauhaus.current_agency()) and i.state = any (states)
         and (i.state = 'done') = (states = '{done}')
         and (filter ->> 'kind' is null or i.kind = filter ->> 'kind')
         and (filter ->> 'ownerId' is null or i.owner_id = (filter ->> 'ownerId')::uuid)
         and (filter ->> 'isSnoozed' is null
           or (coalesce(i.snoozed_until > at, false)) = (filter ->> 'isSnoozed')::boolean)
         and (filter ->> 'severity' is null
           or (filter ->> 'severity' = 'urgent')
             = (i.severity = 'urgent' or coalesce(i.urgent_from <= at, false)))
       order by rank, i.deadline nulls last, i.people * (1 + i.unreached) desc, i.opened_at desc,
         i.id
       limit (filter ->> 'limit')::integer offset (filter ->> 'offset')::integer) p);
end
$$;

comment on function api.list_incidents is
  'Incidents.list: urgent ones first, then by departure, people and who is unreached.';
