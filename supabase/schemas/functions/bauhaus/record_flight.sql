create or replace function bauhaus.record_flight(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  key constant text := record ->> 'flightKey';
  facts constant jsonb := nullif(record -> 'facts', 'null'::jsonb);
  new_status constant text := record ->> 'status';
  next_check constant timestamptz := (record ->> 'nextCheckAt')::timestamptz;
  scheduled_out constant timestamptz := (facts ->> 'scheduledDeparture')::timestamptz;
  departure constant timestamptz := (facts ->> 'departure')::timestamptz;
  arrival constant timestamptz := (facts ->> 'arrival')::timestamptz;
  new_gate constant text := facts ->> 'gate';
  new_terminal constant text := facts ->> 'terminal';
  new_fa_flight_id constant text := facts ->> 'faFlightId';
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status,
    fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status,
    new_fa_flight_id, record ->> 'alertId', next_check,
    nullif(record -> 'raw', 'null'::jsonb), at)
  on conflict (flight_key) do update
     set facts = coalesce(excluded.facts, f.facts), status = coalesce(excluded.status, f.status),
         fa_flight_id = coalesce(excluded.fa_flight_id, f.fa_flight_id),
         alert_id = excluded.alert_id, next_check_at = excluded.next_check_at,
         raw_data = coalesce(excluded.raw_data, f.raw_data), updated_at = at;

  if facts is not null and (record ->> 'changed')::boolean then
    insert into bauhaus.flight_status_history (
      flight_key, flight_number, flight_date, status, gate_origin, terminal_origin, baggage_claim,
      scheduled_out, estimated_out, actual_out,
      estimated_in, actual_in, diverted_to, source, recorded_at)
    values (
      key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts ->> 'phase',
      new_gate, new_terminal, facts ->> 'belt', scheduled_out, departure,
      case when facts ->> 'phase' in ('departed', 'landed') then departure end,
      arrival, (facts ->> 'landedAt')::timestamptz,
      facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- Copies what is known of the flight to its trips, never over what the agency entered; a null
  -- erases nothing. Most looks find nothing new, and leave the trips unwritten.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure, scheduled_out),
         estimated_departure = coalesce(departure, t.estimated_departure),
         estimated_arrival = coalesce(arrival, t.estimated_arrival),
         gate = coalesce(new_gate, t.gate),
         terminal = coalesce(new_terminal, t.terminal),
         fa_flight_id = coalesce(new_fa_flight_id, t.fa_flight_id),
         updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn'
     and (t.status, t.scheduled_departure, t.estimated_departure, t.estimated_arrival, t.gate,
       t.terminal, t.fa_flight_id) is distinct from (
         coalesce(new_status, t.status), coalesce(t.scheduled_departure, scheduled_out),
         coalesce(departure, t.estimated_departure), coalesce(arrival, t.estimated_arrival),
         coalesce(new_gate, t.gate), coalesce(new_terminal, t.terminal),
         coalesce(new_fa_flight_id, t.fa_flight_id));
end
$$;

comment on function bauhaus.record_flight is
  'RecordCommand of kind flight: keeps the facts, adds a change to the history, updates the trips '
  'on the flight where something is new.';
