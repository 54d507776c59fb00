create or replace function api.release_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  update bauhaus.imports i set leased_by = null, lease_until = null
   where i.id = (request ->> 'id')::uuid and i.leased_by = request ->> 'worker'
  returning * into import;
  if found and (request ->> 'isMore')::boolean then
    perform bauhaus.request_import_work(import, (request ->> 'now')::timestamptz);
  end if;
  return to_jsonb(import.id is not null);
end
$$;

comment on function api.release_import is 'Imports.release.';
