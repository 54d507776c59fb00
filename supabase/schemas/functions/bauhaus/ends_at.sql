create or replace function bauhaus.ends_at(
  departure timestamptz, estimated_departure timestamptz, estimated_arrival timestamptz,
  return_date date
) returns timestamptz
language sql immutable as $$
  select greatest(departure, estimated_departure, estimated_arrival,
    return_date::timestamp at time zone 'UTC') + interval '2 days'
$$;

comment on function bauhaus.ends_at is
  'When a trip is over: two days after the last of departure, arrival and return (endsAt in '
  'shared/domain/trip-end.ts).';
