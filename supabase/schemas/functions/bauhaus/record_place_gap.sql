create or replace function bauhaus.record_place_gap(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.place_gaps (agency_id, city, country, city_keys, near, noted_at)
  values (bauhaus.current_agency(), record ->> 'city', record ->> 'country', record -> 'cityKeys',
    nullif(record -> 'near', 'null'::jsonb), at)
  on conflict (agency_id, city) do nothing;
end
$$;

comment on function bauhaus.record_place_gap is
  'RecordCommand of kind place_gap: notes once that there is nothing to recommend in a city.';
