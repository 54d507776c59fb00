create or replace function bauhaus.follow_flights(
  agency uuid, flight_keys text[], at timestamptz
) returns void
language plpgsql as $$
begin
  insert into bauhaus.followed_flights (agency_id, flight_key, since)
  select agency, k, at from (select distinct unnest(flight_keys)) f(k) order by k
  on conflict do nothing;
  if found and bauhaus.ceiling(agency, 'flights_per_day') is not null then
    perform bauhaus.hold_ceiling(agency, 'flights_per_day', (
      select count(*) from bauhaus.followed_flights f
       where f.agency_id = agency and f.since > at - interval '1 day'));
  end if;
end
$$;

comment on function bauhaus.follow_flights is
  'Notes flights that an agency follows from now on, and holds its ceiling of them a day: look-ups '
  'are shared by all who follow a flight, so that they are nobody''s to count.';
