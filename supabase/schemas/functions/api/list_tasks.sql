create or replace function api.list_tasks(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  conditions text := 'k.agency_id = (select bauhaus.current_agency())';
  tasks jsonb;
begin
  if filter ->> 'state' is not null then
    conditions := conditions || ' and k.state = $1 ->> ''state''';
  end if;
  if filter ->> 'tripId' is not null then
    conditions := conditions || ' and k.trip_id = ($1 ->> ''tripId'')::uuid';
  end if;
  if filter ->> 'taskId' is not null then
    conditions := conditions || ' and k.id = ($1 ->> ''taskId'')::uuid';
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    conditions := conditions || ' and (k.opened_at, k.id) < ('
      '($1 #>> ''{before,openedAt}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.task_row(p.k) order by (p.k).opened_at desc, (p.k).id desc),
        ''[]''::jsonb)
      from (select k from bauhaus.tasks k where ' || conditions || '
             order by k.opened_at desc, k.id desc limit ($1 ->> ''limit'')::integer) p'
    into tasks using filter;
  return tasks;
end
$$;

comment on function api.list_tasks is 'TripDesk.tasks, newest first.';
