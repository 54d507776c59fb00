create or replace function bauhaus.record_itinerary(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, journey_id, stay, version, status, parsed_itinerary,
    generated_at)
  select j.agency_id, j.id, record ->> 'stay', (record #>> '{itinerary,version}')::integer,
    record #>> '{itinerary,status}',
    jsonb_build_object('origin', record #> '{itinerary,origin}',
      'days', record #> '{itinerary,days}'),
    (record #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.journeys j where j.id = (record ->> 'journeyId')::uuid;
end
$$;

comment on function bauhaus.record_itinerary is 'RecordCommand of kind itinerary: a new version.';
