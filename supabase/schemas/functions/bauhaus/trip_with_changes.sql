create or replace function bauhaus.trip_with_changes(
  trip bauhaus.trips, changes jsonb
) returns bauhaus.trips
language plpgsql stable as $$
begin
  if changes ? 'clientName' then
    trip.client_name := changes ->> 'clientName';
  end if;
  if changes ? 'whatsapp' then
    trip.whatsapp := changes ->> 'whatsapp';
  end if;
  if changes ? 'language' then
    trip.language := changes ->> 'language';
  end if;
  if changes ? 'flightNumber' then
    trip.flight_number := changes ->> 'flightNumber';
  end if;
  if changes ? 'originIata' then
    trip.origin_iata := changes ->> 'originIata';
  end if;
  if changes ? 'destinationIata' then
    trip.destination_iata := changes ->> 'destinationIata';
  end if;
  if changes ? 'originZone' then
    trip.origin_zone := changes ->> 'originZone';
  end if;
  if changes ? 'destinationZone' then
    trip.destination_zone := changes ->> 'destinationZone';
  end if;
  if changes ? 'departure' then
    trip.departure_date := (changes ->> 'departure')::timestamptz;
  end if;
  if changes ? 'flightKey' then
    trip.flight_key := changes ->> 'flightKey';
  end if;
  if changes ? 'stay' then
    trip.stay := changes ->> 'stay';
  end if;
  if changes ? 'returnDate' then
    trip.return_date := (changes ->> 'returnDate')::date;
  end if;
  if changes ? 'clientDescription' then
    trip.client_description := changes ->> 'clientDescription';
  end if;
  if changes ? 'metadata' then
    trip.metadata := changes -> 'metadata';
  end if;
  return trip;
end
$$;

comment on function bauhaus.trip_with_changes is
  'A trip with the changes of an edit request; nothing is written.';
