create or replace function api.finish_import(request jsonb) returns jsonb
language sql set search_path = '' as $$
  with finished as (
    update bauhaus.imports i
       set state = case i.state when 'applying' then 'applied' else 'undone' end,
           leased_by = null, lease_until = null
     where i.id = (request ->> 'id')::uuid and i.state in ('applying', 'undoing')
       and i.leased_by = request ->> 'worker'
    returning i.id)
  select to_jsonb(exists (select from finished))
$$;

comment on function api.finish_import is 'Imports.finish.';
