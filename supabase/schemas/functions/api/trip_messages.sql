create or replace function api.trip_messages(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]'::jsonb)
    from bauhaus.notifications_log n where n.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_messages.trip_id
$$;

comment on function api.trip_messages is
  'TripDesk.messages; null where the agency has no such trip.';
