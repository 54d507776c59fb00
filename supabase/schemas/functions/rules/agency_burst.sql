-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.agency_burst(messages_per_minute integer) returns integer
language sql immutable parallel safe as $$
  select greatest(messages_per_minute / 6, 1)
$$;

comment on function rules.agency_burst is
  'How many messages an agency may send at once.';
