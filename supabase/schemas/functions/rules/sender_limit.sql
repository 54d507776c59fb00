-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_limit() returns integer
language sql immutable parallel safe as $$
  select 80
$$;

comment on function rules.sender_limit is
  'How many messages one number may send in rules.sender_window().';
