-- The trip with the fields of `set` put in; nothing is written.
create or replace function bauhaus.edited(t bauhaus.trips, set jsonb) returns bauhaus.trips
language plpgsql stable as $$
declare
  n bauhaus.trips := t;
begin
  if set ? 'clientName' then n.client_name := set ->> 'clientName'; end if;
  if set ? 'whatsapp' then n.whatsapp := set ->> 'whatsapp'; end if;
  if set ? 'language' then n.language := set ->> 'language'; end if;
  if set ? 'flightNumber' then n.flight_number := set ->> 'flightNumber'; end if;
  if set ? 'originIata' then n.origin_iata := set ->> 'originIata'; end if;
  if set ? 'destinationIata' then n.destination_iata := set ->> 'destinationIata'; end if;
  if set ? 'originZone' then n.origin_zone := set ->> 'originZone'; end if;
  if set ? 'destinationZone' then n.destination_zone := set ->> 'destinationZone'; end if;
  if set ? 'departure' then n.departure_date := (set ->> 'departure')::timestamptz; end if;
  if set ? 'flightKey' then n.flight_key := set ->> 'flightKey'; end if;
  if set ? 'stay' then n.stay := set ->> 'stay'; end if;
  if set ? 'returnDate' then n.return_date := (set ->> 'returnDate')::date; end if;
  if set ? 'clientDescription' then n.client_description := set ->> 'clientDescription'; end if;
  if set ? 'metadata' then n.metadata := set -> 'metadata'; end if;
  return n;
end
$$;
