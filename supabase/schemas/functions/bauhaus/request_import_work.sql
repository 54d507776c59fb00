create or replace function bauhaus.request_import_work(
  import bauhaus.imports, at timestamptz
) returns void
language sql as $$
  select bauhaus.emit('ImportWorkRequested', gen_random_uuid(), import.agency_id, null,
    jsonb_build_object('importId', import.id), at)
$$;

comment on function bauhaus.request_import_work is
  'Emits ImportWorkRequested in the transaction that leaves work to be done.';
