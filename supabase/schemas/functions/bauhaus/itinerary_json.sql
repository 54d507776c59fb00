create or replace function bauhaus.itinerary_json(i bauhaus.itineraries) returns jsonb
language sql stable as $$
  select jsonb_build_object('version', i.version, 'status', i.status,
    'origin', i.parsed_itinerary -> 'origin', 'days', i.parsed_itinerary -> 'days',
    'generatedAt', i.generated_at)
$$;

comment on function bauhaus.itinerary_json is 'Itinerary of shared/domain/itinerary.ts.';
