-- A new version comes with a turn of the itinerary agent; see commit_turn.
create or replace function bauhaus.record_itinerary(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, trip_id, version, status, parsed_itinerary,
    generated_at)
  select t.agency_id, t.id, (r #>> '{itinerary,version}')::integer, r #>> '{itinerary,status}',
         jsonb_build_object('origin', r #> '{itinerary,origin}', 'days', r #> '{itinerary,days}'),
           (r #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid;
end
$$;
