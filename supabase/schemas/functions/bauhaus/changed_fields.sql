create or replace function bauhaus.changed_fields(
  old_trip bauhaus.trips, new_trip bauhaus.trips
) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(f.name order by f.position), '[]'::jsonb) from (values
    (1, 'clientName', old_trip.client_name is distinct from new_trip.client_name),
    (2, 'whatsapp', old_trip.whatsapp is distinct from new_trip.whatsapp),
    (3, 'language', old_trip.language is distinct from new_trip.language),
    (4, 'flightNumber', old_trip.flight_number is distinct from new_trip.flight_number),
    (5, 'originIata', old_trip.origin_iata is distinct from new_trip.origin_iata),
    (6, 'destinationIata', old_trip.destination_iata is distinct from new_trip.destination_iata),
    (7, 'departure', old_trip.departure_date is distinct from new_trip.departure_date),
    (8, 'stay', old_trip.stay is distinct from new_trip.stay),
    (9, 'returnDate', old_trip.return_date is distinct from new_trip.return_date),
    (10, 'clientDescription',
      old_trip.client_description is distinct from new_trip.client_description),
    (11, 'metadata', old_trip.metadata is distinct from new_trip.metadata)
  ) f (position, name, differs)
   where f.differs
$$;

comment on function bauhaus.changed_fields is
  'Names of the fields in which two versions of a trip differ, without those derived from others '
  '(flight key, zones).';
