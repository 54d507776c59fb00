create or replace function bauhaus.word_json(c bauhaus.conversations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'direction', c.direction, 'type', null, 'template', null,
    'author', c.author, 'text', c.text, 'at', c.at, 'delivery', null,
    'media', (select coalesce(jsonb_agg(jsonb_build_object('contentType', m.media -> 'contentType',
        'url', null) order by m.place), '[]')
      from jsonb_array_elements(c.media) with ordinality m (media, place)))
$$;

comment on function bauhaus.word_json is
  'ConversationMessageRow of what a traveller wrote, or of a note of the agency.';
