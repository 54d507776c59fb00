create or replace function bauhaus.duty_incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incident_core(i) || jsonb_build_object(
    'urgentFrom', bauhaus.instant(i.urgent_from),
    'flight', (select jsonb_build_object('number', t.flight_number, 'origin', t.origin_iata,
        'destination', t.destination_iata)
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = i.id
     order by coalesce(t.estimated_departure, t.departure_date), t.flight_number limit 1))
$$;

comment on function bauhaus.duty_incident_json is
  'DutyIncident of shared/ports/turn-contexts.ts: with the first flight that it is about.';
