create or replace function api.list_imports(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.import_json(n::bauhaus.imports)
      order by n.inserted_at desc, n.id desc), '[]')
    from (select * from bauhaus.imports i where i.agency_id = (select bauhaus.current_agency())
      order by i.inserted_at desc, i.id desc limit at_most) n
$$;

comment on function api.list_imports is 'Imports.list.';
