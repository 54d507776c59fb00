create or replace function api.list_trips(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 't.agency_id = (select bauhaus.current_agency())';
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
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (t.departure_date, t.id) < ('
      '($1 #>> ''{before,departure}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.trip_json(p.t) order by (p.t).departure_date desc, (p.t).id desc),
        ''[]''::jsonb)
      from (select t from bauhaus.trips t where ' || conditions || '
             order by t.departure_date desc, t.id desc limit ($1 ->> ''limit'')::integer) p'
    into trips using filter;
  return trips;
end
$$;

comment on function api.list_trips is 'TripDesk.trips, latest departure first.';
