create or replace function api.replay_material(
  since timestamptz, until timestamptz, at_most integer
) returns jsonb
language sql stable set search_path = '' as $$
  with of_agency as (
    select t.id, t.flight_key, t.contact_id, t.journey_id, t.departure_date
      from bauhaus.trips t
     where t.agency_id = (select bauhaus.current_agency()) and t.departure_date >= since
       and t.departure_date < until and t.status <> 'withdrawn' and t.forgotten_at is null
       and t.role in ('traveller', 'guardian') and t.whatsapp is not null),
  newest as (
    select * from of_agency o order by o.departure_date desc, o.id limit at_most)
  select jsonb_build_object(
    'left', (select count(*) from of_agency) - (select count(*) from newest),
    'trips', coalesce(jsonb_agg(jsonb_build_object('context', bauhaus.trip_core(n.id, false),
      'isConfirmedByAgency', exists (
          select from bauhaus.notifications_log m where m.trip_id = n.id)
        and not exists (
          select from bauhaus.trips l join bauhaus.notifications_log m on m.trip_id = l.id
           where l.journey_id = n.journey_id and l.contact_id = n.contact_id
             and m.notification_type = 'reservation_confirmation'),
      'history', (
        select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(h.recorded_at),
            'phase', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
            'belt', h.baggage_claim, 'scheduled', bauhaus.instant(h.scheduled_out),
            'departure', bauhaus.instant(coalesce(h.actual_out, h.estimated_out)),
            'arrival', bauhaus.instant(h.estimated_in), 'landedAt', bauhaus.instant(h.actual_in),
            'divertedTo', h.diverted_to, 'source', h.source) order by h.recorded_at, h.id), '[]')
          from bauhaus.flight_status_history h where h.flight_key = n.flight_key))
      order by n.departure_date desc, n.id), '[]'))
    from newest n
$$;

comment on function api.replay_material is
  'ReplayMaterial.replayMaterial: trips that left within a while, and every change of their '
  'flights.';
