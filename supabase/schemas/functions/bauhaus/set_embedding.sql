-- Where the server has no vectors, nothing is set.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as $$
      update bauhaus.agency_places p set embedding = (meaning::text)::%1$s.vector
       where p.id = place;
      insert into bauhaus.place_meanings (place_id, agency_id, search_text)
      select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
      on conflict (place_id) do update set search_text = excluded.search_text;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;
