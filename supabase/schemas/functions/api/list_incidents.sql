create or replace function api.list_incidents(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at constant timestamptz := (filter ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  of_kind constant text := filter ->> 'kind';
  owner constant uuid := filter ->> 'ownerId';
  is_snoozed constant boolean := filter ->> 'isSnoozed';
  is_urgent constant boolean := (filter ->> 'severity') = 'urgent';
  how_many constant integer := filter ->> 'limit';
  from_where constant integer := filter ->> 'offset';
  ids uuid[];
begin
  -- Ids alone are sorted, of which there may be thousands, and a page of rows is read.
  if (filter ->> 'isDone')::boolean then
    ids := array(
      select i.id from bauhaus.incidents i
       where i.agency_id = agency and i.state = 'done'
         and (of_kind is null or i.kind = of_kind)
         and (owner is null or i.owner_id = owner)
         and (is_urgent is null or is_urgent
           = (i.severity = 'urgent' or coalesce(i.urgent_from <= i.closed_at, false)))
       order by i.closed_at desc, i.id limit how_many offset from_where);
  else
    ids := array(
      select i.id from bauhaus.incidents i
       where i.agency_id = agency and i.state <> 'done'
         and (of_kind is null or i.kind = of_kind)
         and (owner is null or i.owner_id = owner)
         and (is_snoozed is null or is_snoozed = coalesce(i.snoozed_until > at, false))
         and (is_urgent is null or is_urgent
           = (i.severity = 'urgent' or coalesce(i.urgent_from <= at, false)))
       order by i.severity <> 'urgent' and coalesce(i.urgent_from > at, true),
         i.deadline nulls last, i.people * (1 + i.unreached) desc, i.opened_at desc, i.id
       limit how_many offset from_where);
  end if;
  return bauhaus.incidents_json(ids);
end
$$;

comment on function api.list_incidents is
  'Incidents.list: urgent ones first, then by departure, people and who is unreached; of those '
  'that are done the latest first.';
