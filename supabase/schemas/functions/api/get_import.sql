create or replace function api.get_import(import_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.import_json(i) from bauhaus.imports i where i.id = import_id
$$;

comment on function api.get_import is 'Imports.get.';
