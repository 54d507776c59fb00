-- Shared lookups (shared/ports/flight-snapshots.ts): concurrent looks at one flight make one call.

create function api.take_flight_snapshot(key text, at timestamptz, max_age_ms integer, lease_ms integer) returns jsonb language plpgsql set search_path = '' as $$
declare
  s bauhaus.flight_snapshots;
begin
  insert into bauhaus.flight_snapshots (snapshot_key) values (key) on conflict do nothing;
  select * into strict s from bauhaus.flight_snapshots x where x.snapshot_key = key for update;
  if s.made_at >= at - max_age_ms * interval '1 millisecond' then
    return jsonb_build_object('kind', 'fresh', 'lookup', s.lookup);
  elsif s.lease_until > at then
    return jsonb_build_object('kind', 'wait');
  end if;
  update bauhaus.flight_snapshots x set lease_until = at + lease_ms * interval '1 millisecond' where x.snapshot_key = key;
  return jsonb_build_object('kind', 'ask');
end
$$;
comment on function api.take_flight_snapshot(text, timestamptz, integer, integer) is 'FlightSnapshots.take.';

create function api.put_flight_snapshot(key text, lookup jsonb, at timestamptz) returns jsonb language sql set search_path = '' as $$
  insert into bauhaus.flight_snapshots as s (snapshot_key, lookup, made_at)
  select put_flight_snapshot.key, put_flight_snapshot.lookup, (put_flight_snapshot.lookup ->> 'at')::timestamptz
   where put_flight_snapshot.lookup is not null
  on conflict (snapshot_key) do update
     set lookup = case when s.made_at > excluded.made_at then s.lookup else excluded.lookup end,
         made_at = greatest(s.made_at, excluded.made_at), lease_until = null;
  update bauhaus.flight_snapshots s set lease_until = null where s.snapshot_key = put_flight_snapshot.key;
  select jsonb_build_object('put', true)
$$;
comment on function api.put_flight_snapshot(text, jsonb, timestamptz) is 'FlightSnapshots.put; `lookup` is null where the call said nothing worth sharing.';
