create or replace function api.trip_documents(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.document_json(d) order by d.uploaded_at, d.id),
      '[]'::jsonb) from bauhaus.documents d where d.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_documents.trip_id
$$;

comment on function api.trip_documents is
  'ConversationDesk.documents; null where the agency has no such trip.';
