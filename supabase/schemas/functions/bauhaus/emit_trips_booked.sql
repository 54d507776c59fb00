create or replace function bauhaus.emit_trips_booked(
  trip_ids uuid[], more jsonb, at timestamptz
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  select e.id, t.agency_id, 'TripBooked', bauhaus.event_json('TripBooked', e.id, t.agency_id, t.id,
      jsonb_build_object('flightKey', t.flight_key,
        'departure', bauhaus.instant(t.departure_date), 'journeyId', t.journey_id) || more,
      time), time::timestamptz
    from bauhaus.trips t
    cross join lateral (
      select bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)) as id) e
   where t.id = any (trip_ids)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit_trips_booked is
  'Emits TripBooked for new trips; `more`: `movedFrom`, `confirmFrom`, or `notify` where nobody '
  'is to '
  'be told.';
