create or replace function bauhaus.trip_context(trip uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(trip);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = trip),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', rules.recent_messages_limit()),
    'stays', (select bauhaus.stays_json(j) from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid),
    'journeyMetadata', (select j.metadata from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid));
end
$$;

comment on function bauhaus.trip_context is
  'CompleteTripContext: trip_core with documents, latest messages, stays, what the journey says.';
