create or replace function api.report_incidents(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('carrier', r.carrier, 'incidents', r.incidents,
        'urgent', r.urgent, 'people', r.people, 'unreached', r.unreached,
        'claimedP50Seconds', round(r.claimed), 'doneP50Seconds', round(r.done))
        order by r.incidents desc, r.carrier), '[]')
      from (
        select case when f.number ~ '^[A-Z]{3}\d' then left(f.number, 3) else left(f.number, 2) end
              as carrier,
            count(*) as incidents, count(*) filter (where i.severity = 'urgent') as urgent,
            sum(i.people) as people, sum(i.unreached) as unreached,
            percentile_cont(0.5) within group (
              order by extract(epoch from i.claimed_at - i.opened_at)) as claimed,
            percentile_cont(0.5) within group (
              order by extract(epoch from i.closed_at - i.opened_at)) as done
          from bauhaus.incidents i
         cross join lateral (select case when i.kind = 'flight' then split_part(i.subject, '/', 1)
             else (select t.flight_number from bauhaus.tasks k
               join bauhaus.trips t on t.id = k.trip_id
              where k.incident_id = i.id order by k.opened_at, k.id limit 1) end as number) f
         where i.agency_id = agency and i.opened_at >= since and i.opened_at < until
         group by 1) r);
end
$$;

comment on function api.report_incidents is
  'Reports.read of `incidents`: by the carrier of their flight; null: they are about none.';
