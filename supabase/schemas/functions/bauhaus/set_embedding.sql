-- Where the server has no vectors, nothing is set.
do $do$
declare
  home text;
begin
  select n.nspname into home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'vector';
  if home is null then
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as $$
      update bauhaus.agency_places p set embedding = (meaning::text)::%1$I.vector
       where p.id = place;
      insert into bauhaus.place_meanings (place_id, agency_id, search_text)
      select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
      on conflict (place_id) do update set search_text = excluded.search_text;
    $$
  $f$, home);
end
$do$;
