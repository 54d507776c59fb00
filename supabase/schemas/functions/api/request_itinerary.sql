create or replace function api.request_itinerary(
  trip_id uuid, request_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  t bauhaus.trips;
begin
  select * into t from bauhaus.trips x where x.id = request_itinerary.trip_id
    and x.status <> 'withdrawn';
  if not found then
    return to_jsonb(false);
  end if;
  perform bauhaus.emit(jsonb_build_object(
    'id', request_id, 'type', 'ItineraryRequested', 'version', 1, 'time', bauhaus.instant(at),
    'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', request_id, 'causationId', null, 'data', jsonb_build_object('by', 'agency')));
  return to_jsonb(true);
end
$$;

comment on function api.request_itinerary is 'Itineraries.requestItinerary.';
