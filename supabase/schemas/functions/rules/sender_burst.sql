-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sender_burst() returns integer
language sql immutable parallel safe as $$
  select 8
$$;

comment on function rules.sender_burst is
  'How many messages one number may send at once.';
