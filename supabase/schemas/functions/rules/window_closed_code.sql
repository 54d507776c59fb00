-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.window_closed_code() returns text
language sql immutable parallel safe as $$
  select '63016'
$$;

comment on function rules.window_closed_code is
  'The code of the provider for free text outside the 24-hour window.';
