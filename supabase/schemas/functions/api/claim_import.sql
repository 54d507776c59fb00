create or replace function api.claim_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i where i.id = (request ->> 'id')::uuid for update;
  if not found or import.state in ('ready', 'applied', 'undone') then
    return '{"kind": "idle"}';
  elsif import.lease_until > at and import.leased_by <> request ->> 'worker' then
    return '{"kind": "busy"}';
  end if;
  update bauhaus.imports i
     set leased_by = request ->> 'worker', lease_until = (request ->> 'until')::timestamptz
   where i.id = import.id returning * into import;
  return jsonb_build_object('kind', 'claimed', 'import', bauhaus.import_json(import),
    'actor', import.actor);
end
$$;

comment on function api.claim_import is 'Imports.claim: one works on an import at a time.';
