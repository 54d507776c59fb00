create or replace function api.list_journeys(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 'j.agency_id = (select bauhaus.current_agency())';
  journeys jsonb;
begin
  -- Only the given filters enter the statement, so that each uses its own index; values are bound.
  if filter ->> 'reference' is not null then
    conditions := conditions || ' and j.reference = $1 ->> ''reference''';
  end if;
  if filter ->> 'group' is not null then
    conditions := conditions || ' and j.group_id in (select g.id from bauhaus.groups g '
      'where g.agency_id = j.agency_id and g.name = $1 ->> ''group'')';
  end if;
  if filter ->> 'state' is not null then
    conditions := conditions || case filter ->> 'state'
      when 'live' then ' and j.withdrawn_at is null' else ' and j.withdrawn_at is not null' end;
  end if;
  if filter ->> 'from' is not null then
    conditions := conditions || ' and exists (select from bauhaus.trips t '
      'where t.journey_id = j.id and ' || bauhaus.departs_from('t', filter ->> 'from') || ')';
  end if;
  if filter ->> 'to' is not null then
    conditions := conditions || ' and exists (select from bauhaus.trips t '
      'where t.journey_id = j.id and ' || bauhaus.departs_to('t', filter ->> 'to') || ')';
  end if;
  if filter ->> 'name' is not null then
    conditions := conditions || ' and (exists (select from bauhaus.passengers p '
      'where p.journey_id = j.id '
      'and strpos(p.passenger_key, bauhaus.passenger_key($1 ->> ''name'')) > 0) '
      'or exists (select from bauhaus.trips t where t.journey_id = j.id '
      'and strpos(bauhaus.passenger_key(t.client_name), '
      'bauhaus.passenger_key($1 ->> ''name'')) > 0))';
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (j.inserted_at, j.id) < ('
      '($1 #>> ''{before,insertedAt}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.journey_core(p.j) order by (p.j).inserted_at desc, (p.j).id desc),
        ''[]''::jsonb)
      from (select j from bauhaus.journeys j where ' || conditions || '
             order by j.inserted_at desc, j.id desc limit ($1 ->> ''limit'')::integer) p'
    into journeys using filter;
  return journeys;
end
$$;

comment on function api.list_journeys is 'JourneyDesk.journeys, newest first.';
