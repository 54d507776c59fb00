create or replace function api.put_flight_snapshot(
  key text, lookup jsonb, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.flight_snapshots as s (snapshot_key, lookup, made_at)
  select put_flight_snapshot.key, put_flight_snapshot.lookup,
    (put_flight_snapshot.lookup ->> 'at')::timestamptz
   where put_flight_snapshot.lookup is not null
  on conflict (snapshot_key) do update
     set lookup = case when s.made_at > excluded.made_at then s.lookup else excluded.lookup end,
         made_at = greatest(s.made_at, excluded.made_at), lease_until = null;
  update bauhaus.flight_snapshots s set lease_until = null
    where s.snapshot_key = put_flight_snapshot.key;
  select jsonb_build_object('put', true)
$$;

comment on function api.put_flight_snapshot is
  'FlightSnapshots.put: also ends the lease; `lookup` is null where the call gave nothing to '
  'share.';
