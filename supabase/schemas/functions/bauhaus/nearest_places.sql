-- Where the server has no vectors, nothing is near.
do $do$
declare
  home text;
begin
  select n.nspname into home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'vector';
  if home is null then
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, meaning jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, meaning jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select p.id, p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector
        from bauhaus.agency_places p
       where p.agency_id = bauhaus.current_agency() and p.embedding is not null
         and bauhaus.place_is_at(p, city_keys, near)
       order by p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector limit at_most
    $$
  $f$, home);
end
$do$;
