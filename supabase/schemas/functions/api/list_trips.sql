create or replace function api.list_trips(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 't.agency_id = (select bauhaus.current_agency())';
  -- What is to come is read from its first day on, the past from its last.
  is_forward constant boolean := filter ->> 'from' is not null;
  direction constant text := case when is_forward then 'asc' else 'desc' end;
  trips jsonb;
begin
  -- Only the given filters enter the statement, so that each uses its own index; values are bound.
  if filter ->> 'status' is not null then
    conditions := conditions || ' and t.status = $1 ->> ''status''';
  end if;
  if filter ->> 'whatsapp' is not null then
    conditions := conditions || ' and t.whatsapp = $1 ->> ''whatsapp''';
  end if;
  if filter ->> 'reference' is not null then
    conditions := conditions || ' and t.id in (select b.trip_id from bauhaus.trip_passengers b '
      'where b.agency_id = t.agency_id and b.reference = $1 ->> ''reference'')';
  end if;
  if filter ->> 'flightNumber' is not null then
    conditions := conditions || ' and t.flight_number = $1 ->> ''flightNumber''';
  end if;
  if filter ->> 'journeyId' is not null then
    conditions := conditions || ' and t.journey_id = ($1 ->> ''journeyId'')::uuid';
  end if;
  if filter ->> 'group' is not null then
    conditions := conditions || ' and t.journey_id in (select j.id from bauhaus.groups g '
      'join bauhaus.journeys j on j.group_id = g.id '
      'where g.agency_id = t.agency_id and g.name = $1 ->> ''group'')';
  end if;
  if (filter ->> 'live')::boolean then
    conditions := conditions || ' and t.status <> ''withdrawn''';
  end if;
  if filter ->> 'name' is not null then
    conditions := conditions || ' and (strpos(bauhaus.passenger_key(t.client_name), '
      'bauhaus.passenger_key($1 ->> ''name'')) > 0 or exists (select '
      'from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id '
      'where b.trip_id = t.id and (b.left_at is null or t.status = ''withdrawn'') '
      'and strpos(p.passenger_key, bauhaus.passenger_key($1 ->> ''name'')) > 0))';
  end if;
  if filter ->> 'from' is not null then
    conditions := conditions || ' and ' || bauhaus.departs_from('t', filter ->> 'from');
  end if;
  if filter ->> 'to' is not null then
    conditions := conditions || ' and ' || bauhaus.departs_to('t', filter ->> 'to');
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (t.departure_date, t.id) '
      || case when is_forward then '>' else '<' end || ' ('
      '($1 #>> ''{before,departure}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.trip_json(p.t) order by (p.t).departure_date ' || direction
          || ', (p.t).id ' || direction || '),
        ''[]''::jsonb)
      from (select t from bauhaus.trips t where ' || conditions || '
             order by t.departure_date ' || direction || ', t.id ' || direction || '
             limit ($1 ->> ''limit'')::integer) p'
    into trips using filter;
  return trips;
end
$$;

comment on function api.list_trips is
  'TripDesk.trips, latest departure first, or soonest first from an instant or a date on.';
