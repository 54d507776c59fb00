create or replace function api.approve_itinerary(
  trip_id uuid, wanted integer, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  i bauhaus.itineraries;
  event_id constant uuid :=
    bauhaus.uuid_v5(format('["ItineraryReady","%s",%s]', approve_itinerary.trip_id, wanted));
begin
  update bauhaus.itineraries x set status = 'approved' where x.trip_id = approve_itinerary.trip_id
    and x.version = wanted and x.status <> 'approved' returning * into i;
  if found then
    perform bauhaus.emit('ItineraryReady', event_id, i.agency_id, i.trip_id,
      jsonb_build_object('version', i.version, 'origin', i.parsed_itinerary -> 'origin'), at);
  else
    select * into i from bauhaus.itineraries x where x.trip_id = approve_itinerary.trip_id
      and x.version = wanted;
  end if;
  return case when i.id is not null then bauhaus.itinerary_json(i) end;
end
$$;

comment on function api.approve_itinerary is 'Itineraries.approveItinerary.';
