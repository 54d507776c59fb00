-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_window() returns interval
language sql immutable parallel safe as $$
  select interval '1 seconds'
$$;

comment on function rules.sender_window is
  'The window of rules.sender_limit().';
