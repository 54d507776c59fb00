set lock_timeout = '10s';
set statement_timeout = '60s';

create table bauhaus.knowledge (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  question text not null,
  answers jsonb not null,
  airline text,
  destination text,
  hotel text,
  destination_key text,
  hotel_key text,
  identity text not null,
  search_text text not null,
  search tsvector not null
    generated always as (to_tsvector('simple'::regconfig, search_text)) stored,
  embedded_text text,
  constraint knowledge_identity unique (agency_id, identity)
);
comment on table bauhaus.knowledge is
  'What an agency answers to questions that travellers ask again and again, in its own words.';
comment on column bauhaus.knowledge.identity is
  'The question and whom it holds for, folded (knowledgeIdentity): the same twice is refused.';
comment on column bauhaus.knowledge.search_text is
  'Question and answers, folded (foldedName); searched by beginnings of words.';
comment on column bauhaus.knowledge.embedded_text is
  'The question that the embedding was made of; another one than the present needs a new one.';
alter table bauhaus.knowledge enable row level security;
create index knowledge_order on bauhaus.knowledge (agency_id, question, id);
create index knowledge_search on bauhaus.knowledge using gin (search);

do $$
begin
  if exists (select from pg_catalog.pg_extension where extname = 'vector') then
    execute format('
      alter table bauhaus.knowledge add column embedding %1$s.vector(1536);
      create index knowledge_embedding on bauhaus.knowledge
        using hnsw (embedding %1$s.vector_cosine_ops)',
      (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
  end if;
end
$$;
