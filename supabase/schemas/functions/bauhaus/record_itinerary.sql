create or replace function bauhaus.record_itinerary(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, trip_id, version, status, parsed_itinerary,
    generated_at)
  select t.agency_id, t.id, (record #>> '{itinerary,version}')::integer,
    record #>> '{itinerary,status}',
    jsonb_build_object('origin', record #> '{itinerary,origin}',
      'days', record #> '{itinerary,days}'),
    (record #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.trips t where t.id = (record ->> 'tripId')::uuid;
end
$$;

comment on function bauhaus.record_itinerary is 'RecordCommand of kind itinerary: a new version.';
