create or replace function bauhaus.trip_context(wanted uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(wanted);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = wanted),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', 20));
end
$$;
