-- Names of the fields in which the two differ; what follows from others (key, zones) is not named.
create or replace function bauhaus.edited_fields(a bauhaus.trips, b bauhaus.trips) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(f.name order by f.place), '[]'::jsonb) from (values
    (1, 'clientName', a.client_name is distinct from b.client_name),
    (2, 'whatsapp', a.whatsapp is distinct from b.whatsapp),
    (3, 'language', a.language is distinct from b.language),
    (4, 'flightNumber', a.flight_number is distinct from b.flight_number),
    (5, 'originIata', a.origin_iata is distinct from b.origin_iata),
    (6, 'destinationIata', a.destination_iata is distinct from b.destination_iata),
    (7, 'departure', a.departure_date is distinct from b.departure_date),
    (8, 'stay', a.stay is distinct from b.stay),
    (9, 'returnDate', a.return_date is distinct from b.return_date),
    (10, 'clientDescription', a.client_description is distinct from b.client_description),
    (11, 'metadata', a.metadata is distinct from b.metadata)) f (place, name, differs)
      where f.differs
$$;
