-- Without the extension vector it does nothing.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as $$
      update bauhaus.knowledge k
         set embedding = (new_embedding::text)::%1$s.vector, embedded_text = k.question
       where k.id = entry;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.set_knowledge_embedding is
  'Stores the embedding of an entry’s question and that it was made of it.';
