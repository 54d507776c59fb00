-- Without the extension vector it returns no rows.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select k.id, k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector
        from bauhaus.knowledge k
       where k.agency_id = bauhaus.current_agency() and k.embedded_text = k.question
         and bauhaus.knowledge_holds_for(k, traveller)
       order by k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector limit at_most
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.nearest_knowledge is
  'Entries that hold for a traveller, nearest first by cosine distance to an embedding.';
