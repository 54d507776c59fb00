create or replace function bauhaus.passenger_key(name text) returns text
language sql immutable strict parallel safe as $$
  select btrim(
    regexp_replace(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), '\s+',
      ' ', 'g'))
$$;

comment on function bauhaus.passenger_key is
  'A passenger name without case, accents and extra blanks, equal for spellings of one person.';
