create or replace function bauhaus.has_vectors() returns boolean
language sql stable as $$
  select exists (select from pg_catalog.pg_attribute a
    where a.attrelid = 'bauhaus.agency_places'::regclass and a.attname = 'embedding'
      and not a.attisdropped)
$$;

comment on function bauhaus.has_vectors is
  'Whether places have embeddings: the server has the extension vector.';
