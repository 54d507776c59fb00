create or replace function api.settle_imported_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.imports i set lease_until = (request ->> 'until')::timestamptz
   where i.id = (request ->> 'id')::uuid and i.leased_by = request ->> 'worker';
  update bauhaus.imported_journeys j
     set state = request ->> 'state', outcome = request ->> 'outcome',
         journey_id = coalesce((request ->> 'journeyId')::uuid, j.journey_id),
         revision_after = coalesce((request ->> 'revisionAfter')::integer, j.revision_after),
         content = coalesce(request -> 'content', j.content)
   where j.import_id = (request ->> 'id')::uuid
     and j.position = (request ->> 'position')::integer;
  return to_jsonb(found);
end
$$;

comment on function api.settle_imported_journey is 'Imports.settle.';
