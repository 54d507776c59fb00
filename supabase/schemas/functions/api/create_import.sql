create or replace function api.create_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  insert into bauhaus.imports (id, agency_id, content, file, row_count, actor, inserted_at)
  values ((request ->> 'id')::uuid, bauhaus.current_agency(), request -> 'table',
    request -> 'file', (request ->> 'rowCount')::integer, request -> 'actor', at)
  returning * into import;
  perform bauhaus.request_import_work(import, at);
  return bauhaus.import_json(import);
end
$$;

comment on function api.create_import is 'Imports.create.';
