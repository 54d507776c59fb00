create or replace function api.receive_alert(alert jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  flight record;
  event_count integer := 0;
begin
  for flight in
    select l.flight_key from bauhaus.flights l
     where (l.alert_id = alert ->> 'alertId' or l.fa_flight_id = alert ->> 'faFlightId')
       and exists (select from bauhaus.trips t where t.flight_key = l.flight_key
         and t.status <> 'withdrawn')
     order by l.flight_key
  loop
    perform bauhaus.emit('FlightAlertReceived',
      bauhaus.uuid_v5(format('["FlightAlertReceived",%s,"%s"]', alert -> 'eventKey',
        flight.flight_key)),
      null, null,
      jsonb_build_object('flightKey', flight.flight_key, 'alertId', alert ->> 'alertId',
        'code', alert ->> 'code', 'faFlightId', alert ->> 'faFlightId',
        'reading', alert -> 'reading'),
      (alert ->> 'now')::timestamptz);
    event_count := event_count + 1;
  end loop;
  return to_jsonb(event_count);
end
$$;

comment on function api.receive_alert is
  'TripDesk.receiveAlert: emits one event for each followed flight that the alert is about; '
  'returns how many.';
