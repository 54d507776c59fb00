create or replace function bauhaus.number_token(number text) returns text
language sql immutable parallel safe as $$
  select case when number like 'n1.%' then split_part(number, '.', 2) else number end
$$;

comment on function bauhaus.number_token is
  'What a number is compared by between agencies: the keyed token of a sealed number, a clear one '
  'itself.';
