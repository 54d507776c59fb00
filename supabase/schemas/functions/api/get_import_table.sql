create or replace function api.get_import_table(import_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select i.content from bauhaus.imports i where i.id = import_id
$$;

comment on function api.get_import_table is 'Imports.table; null where a person in it was erased.';
