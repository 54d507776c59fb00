create or replace function api.get_complete_trip_context(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_context(trip_id)
$$;

comment on function api.get_complete_trip_context is
  'ConversationDesk.tripContext (CompleteTripContext): trip, flight, ledger, itinerary, documents '
  'and recent messages in one call; null where the agency has no such trip.';
