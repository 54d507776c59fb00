-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.pair_delay() returns interval
language sql immutable parallel safe as $$
  select interval '1 seconds'
$$;

comment on function rules.pair_delay is
  'How long after the message under way the next to the same phone is looked at.';
