-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.held_words_life() returns interval
language sql immutable parallel safe as $$
  select interval '3600 seconds'
$$;

comment on function rules.held_words_life is
  'Words of a person that a pause held are sent after it within this time.';
