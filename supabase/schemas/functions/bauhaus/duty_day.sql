create or replace function bauhaus.duty_day(agency uuid, at timestamptz) returns jsonb
language sql stable as $$
  select (
    select jsonb_build_object(
        'urgent', count(*) filter (where i.severity = 'urgent' or i.urgent_from <= at),
        'normal', count(*) filter (
          where i.severity = 'normal' and coalesce(i.urgent_from > at, true)))
      from bauhaus.incidents i where i.agency_id = agency and i.state = 'open'
  ) || (
    select jsonb_build_object(
        'tight', count(*) filter (where k.kind in ('connection_at_risk', 'connection_missed')),
        'unreached', count(distinct k.trip_id) filter (where rules.is_unreached_by(k.kind)),
        'unmatched', count(*) filter (where k.kind in ('not_found', 'found_elsewhere')))
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.agency_id = agency and k.state <> 'done'
       and coalesce(t.estimated_departure, t.departure_date)
         between at - interval '12 hours' and at + interval '24 hours'
  ) || jsonb_build_object('drafts', (
    select count(*) from bauhaus.itineraries d
     where d.agency_id = agency and d.status = 'draft'
       and not exists (select from bauhaus.itineraries n
         where n.journey_id = d.journey_id and n.stay = d.stay and n.version > d.version)
       and exists (select from bauhaus.trips t
         where t.journey_id = d.journey_id and t.status <> 'withdrawn'
           and t.departure_date between at and at + interval '3 days')))
$$;

comment on function bauhaus.duty_day is
  'DutyDay of shared/events/incidents.ts: what waits, and what to watch of the flights of the next '
  'day; itineraries of the next three.';
