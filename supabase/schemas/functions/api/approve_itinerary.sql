create or replace function api.approve_itinerary(
  trip_id uuid, itinerary_version integer, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  itinerary bauhaus.itineraries;
  event_id constant uuid := bauhaus.uuid_v5(
    format('["ItineraryReady","%s",%s]', approve_itinerary.trip_id, itinerary_version));
begin
  update bauhaus.itineraries i set status = 'approved'
   where i.trip_id = approve_itinerary.trip_id and i.version = itinerary_version
     and i.status <> 'approved'
  returning * into itinerary;
  if found then
    perform bauhaus.emit('ItineraryReady', event_id, itinerary.agency_id, itinerary.trip_id,
      jsonb_build_object('version', itinerary.version,
        'origin', itinerary.parsed_itinerary -> 'origin'), at);
  else
    select * into itinerary from bauhaus.itineraries i
     where i.trip_id = approve_itinerary.trip_id and i.version = itinerary_version;
  end if;
  return case when itinerary.id is not null then bauhaus.itinerary_json(itinerary) end;
end
$$;

comment on function api.approve_itinerary is
  'Itineraries.approveItinerary: emits ItineraryReady at the first approval; null where there is '
  'no such version.';
