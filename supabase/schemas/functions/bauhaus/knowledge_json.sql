create or replace function bauhaus.knowledge_json(k bauhaus.knowledge) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'question', k.question, 'answers', k.answers,
    'airline', k.airline, 'destination', k.destination, 'hotel', k.hotel)
$$;

comment on function bauhaus.knowledge_json is 'KnowledgeEntry of shared/domain/knowledge.ts.';
