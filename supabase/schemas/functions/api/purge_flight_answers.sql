-- A week of flights is looked at, since an index on what is still held would cost every look of the
-- tracker its short update. Where purging was off for longer, the answers go with their flights.
create or replace function api.purge_flight_answers(at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at_most constant integer := 2000;
  removed integer;
begin
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x
      where x.flight_date < (at - interval '30 days')::date
        and x.flight_date >= (at - interval '37 days')::date
        and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return jsonb_build_object('removed', removed);
end
$$;

comment on function api.purge_flight_answers is
  'Removes the answers of AeroAPI of flights a month ago; their facts and history stay.';
