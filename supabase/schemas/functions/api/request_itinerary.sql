create or replace function api.request_itinerary(
  trip_id uuid, request_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  trip bauhaus.trips;
begin
  select * into trip from bauhaus.trips x where x.id = request_itinerary.trip_id
    and x.status <> 'withdrawn';
  if not found then
    return to_jsonb(false);
  end if;
  perform bauhaus.emit('ItineraryRequested', request_id, trip.agency_id, trip.id,
    jsonb_build_object('by', 'agency', 'journeyId', trip.journey_id), at);
  return to_jsonb(true);
end
$$;

comment on function api.request_itinerary is
  'Itineraries.requestItinerary: emits ItineraryRequested; false where the agency has no such '
  'trip, or it is withdrawn.';
