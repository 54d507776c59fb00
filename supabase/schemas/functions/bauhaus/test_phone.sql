create or replace function bauhaus.test_phone(phones jsonb, recipient text) returns text
language sql immutable as $$
  select case when jsonb_array_length(phones) > 0
      and not phones @> jsonb_build_array(jsonb_build_object('phone', recipient))
    then phones -> (abs(hashtextextended(bauhaus.number_token(recipient), 0)
      % jsonb_array_length(phones)))::integer ->> 'phone' end
$$;

comment on function bauhaus.test_phone is
  'The phone of the staff that gets what is for a number, always the same one of several; null '
  'where it is one of them.';
