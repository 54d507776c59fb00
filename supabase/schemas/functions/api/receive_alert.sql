create or replace function api.receive_alert(alert jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  f record;
  told integer := 0;
begin
  for f in
    select l.flight_key from bauhaus.flights l
     where (l.alert_id = alert ->> 'alertId' or l.fa_flight_id = alert ->> 'faFlightId')
       and exists (select from bauhaus.trips t where t.flight_key = l.flight_key
         and t.status <> 'withdrawn')
     order by l.flight_key
  loop
    perform bauhaus.emit('FlightAlertReceived',
      bauhaus.uuid_v5(format('["FlightAlertReceived",%s,"%s"]', alert -> 'eventKey',
        f.flight_key)),
      null, null,
      jsonb_build_object('flightKey', f.flight_key, 'alertId', alert ->> 'alertId',
        'code', alert ->> 'code', 'faFlightId', alert ->> 'faFlightId',
        'reading', alert -> 'reading'),
      (alert ->> 'now')::timestamptz);
    told := told + 1;
  end loop;
  return to_jsonb(told);
end
$$;

comment on function api.receive_alert is
  'TripDesk.receiveAlert: one event for each followed flight that the alert is about; answers how '
  'many.';
