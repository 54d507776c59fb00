create or replace function api.save_import_reading(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i
   where i.id = (request ->> 'id')::uuid and i.state = 'reading'
     and i.revision = (request ->> 'revision')::integer and i.leased_by = request ->> 'worker'
     for update;
  if not found then
    return 'false';
  end if;
  insert into bauhaus.imported_journeys (import_id, agency_id, position, verdict, journey_id,
    basis, departure, row_verdicts, sends, phones, content)
  select import.id, import.agency_id, (j ->> 'position')::integer, j ->> 'verdict',
      (j ->> 'journeyId')::uuid, (j ->> 'basis')::integer, (j ->> 'departure')::timestamptz,
      j -> 'rows', j -> 'sends', j -> 'phones', j -> 'content'
    from jsonb_array_elements(request -> 'journeys') j
  on conflict (import_id, position) do update
     set verdict = excluded.verdict, journey_id = excluded.journey_id, basis = excluded.basis,
         departure = excluded.departure, row_verdicts = excluded.row_verdicts,
         sends = excluded.sends, phones = excluded.phones, content = excluded.content;
  update bauhaus.imports i
     set rows_read = (request ->> 'rowsRead')::integer,
         state = case when (request ->> 'isDone')::boolean then 'ready' else i.state end,
         lease_until = (request ->> 'until')::timestamptz
   where i.id = import.id;
  return 'true';
end
$$;

comment on function api.save_import_reading is 'Imports.saveReading.';
