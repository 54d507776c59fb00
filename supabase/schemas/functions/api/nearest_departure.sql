create or replace function api.nearest_departure(traveller text, at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(min(abs(extract(epoch from t.departure_date - at)))) from bauhaus.trips t
   where t.agency_id = (select bauhaus.current_agency()) and t.whatsapp = traveller
     and t.status <> 'withdrawn'
$$;

comment on function api.nearest_departure is
  'Seconds between `at` and the nearest departure of a phone; null without a trip. Tells apart '
  'agencies that share a number.';
