create table bauhaus.agency_places (
  id uuid primary key default gen_random_uuid(),
  agency_id uuid not null references bauhaus.agencies on delete cascade,
  name text not null,
  address text not null default '',
  city text not null,
  country text,
  lat double precision,
  lng double precision,
  type text not null,
  rating numeric,
  opening_hours text,
  tags text[] not null default '{}',
  description text not null default '',
  identity text not null,
  city_key text not null,
  search_text text not null,
  search tsvector not null
    generated always as (to_tsvector('simple'::regconfig, search_text)) stored,
  constraint agency_places_identity unique (agency_id, identity)
);
comment on column bauhaus.agency_places.identity is
  'Name, address and city without case, accents and punctuation (placeIdentity): the same place '
  'twice is refused.';
comment on column bauhaus.agency_places.city_key is
  'The city''s name without case, accents and punctuation (foldedName).';
comment on column bauhaus.agency_places.search_text is
  'Name, type, city, tags and description in that form; searched by words and embedded.';
alter table bauhaus.agency_places enable row level security;
create index agency_places_city on bauhaus.agency_places (agency_id, city_key, name, id);
create index agency_places_search on bauhaus.agency_places using gin (search);

-- Semantic search where the server has vectors (Supabase does); full text everywhere.
do $$
begin
  if exists (select from pg_catalog.pg_available_extensions where name = 'vector') then
    create extension if not exists vector with schema extensions;
    execute format('
      alter table bauhaus.agency_places add column embedding %1$s.vector(1536);
      create index agency_places_embedding on bauhaus.agency_places
        using hnsw (embedding %1$s.vector_cosine_ops)',
      (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
  end if;
end
$$;

create table bauhaus.place_embedding_texts (
  place_id uuid primary key references bauhaus.agency_places on delete cascade,
  agency_id uuid not null,
  search_text text not null
);
comment on table bauhaus.place_embedding_texts is
  'The text that the embedding of a place was made of; a place without a row, or whose text has '
  'changed, needs a new embedding.';
alter table bauhaus.place_embedding_texts enable row level security;
