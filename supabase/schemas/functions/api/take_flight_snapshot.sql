create or replace function api.take_flight_snapshot(
  key text, at timestamptz, max_age_ms integer, lease_ms integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  snapshot bauhaus.flight_snapshots;
begin
  insert into bauhaus.flight_snapshots (snapshot_key) values (key) on conflict do nothing;
  select * into strict snapshot from bauhaus.flight_snapshots x where x.snapshot_key = key
    for update;
  if snapshot.made_at >= at - max_age_ms * interval '1 millisecond' then
    return jsonb_build_object('kind', 'fresh', 'lookup', snapshot.lookup);
  elsif snapshot.lease_until > at then
    return jsonb_build_object('kind', 'wait');
  end if;
  update bauhaus.flight_snapshots x set lease_until = at + lease_ms * interval '1 millisecond'
    where x.snapshot_key = key;
  return jsonb_build_object('kind', 'ask');
end
$$;

comment on function api.take_flight_snapshot is
  'FlightSnapshots.take: of concurrent looks at one flight only one calls AeroAPI '
  '(shared/ports/flight-snapshots.ts).';
