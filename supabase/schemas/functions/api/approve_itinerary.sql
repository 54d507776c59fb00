create or replace function api.approve_itinerary(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  journey constant uuid := (request ->> 'journeyId')::uuid;
  approved_version constant integer := (request ->> 'version')::integer;
  itinerary bauhaus.itineraries;
begin
  update bauhaus.itineraries i set status = 'approved'
   where i.journey_id = journey and i.stay = request ->> 'stay' and i.version = approved_version
     and i.status <> 'approved'
  returning * into itinerary;
  if found then
    perform bauhaus.emit('ItineraryApproved',
      bauhaus.uuid_v5(format('["ItineraryApproved","%s","%s",%s]', journey, itinerary.stay,
        itinerary.version)),
      itinerary.agency_id, null, jsonb_build_object('journeyId', journey, 'stay', itinerary.stay,
        'version', itinerary.version), (request ->> 'now')::timestamptz);
  else
    select * into itinerary from bauhaus.itineraries i
     where i.journey_id = journey and i.stay = request ->> 'stay' and i.version = approved_version;
  end if;
  return case when itinerary.id is not null then bauhaus.itinerary_json(itinerary) end;
end
$$;

comment on function api.approve_itinerary is
  'Itineraries.approveItinerary: emits ItineraryApproved at the first approval; null where there '
  'is no such version.';
