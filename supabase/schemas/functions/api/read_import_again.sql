create or replace function api.read_import_again(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  update bauhaus.imports i
     set state = 'reading', content = request -> 'table', file = request -> 'file',
         rows_read = 0,
         revision = i.revision + 1, leased_by = null, lease_until = null
   where i.id = (request ->> 'id')::uuid and i.state in ('reading', 'ready')
     and i.content <> 'null'
  returning * into import;
  if not found then
    return null;
  end if;
  delete from bauhaus.imported_journeys j where j.import_id = import.id;
  perform bauhaus.request_import_work(import, (request ->> 'now')::timestamptz);
  return bauhaus.import_json(import);
end
$$;

comment on function api.read_import_again is 'Imports.readAgain.';
