-- Without the extension vector it does nothing.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_embedding(place uuid, new_embedding jsonb) returns void
    language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_embedding(place uuid, new_embedding jsonb) returns void
    language sql as $$
      update bauhaus.agency_places p set embedding = (new_embedding::text)::%1$s.vector
       where p.id = place;
      insert into bauhaus.place_embedding_texts (place_id, agency_id, search_text)
      select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
      on conflict (place_id) do update set search_text = excluded.search_text;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.set_embedding is
  'Stores the embedding of a place and the text that it was made of.';
