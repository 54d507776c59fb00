-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.relay_lease() returns interval
language sql immutable parallel safe as $$
  select interval '10 seconds'
$$;

comment on function rules.relay_lease is
  'How long nobody else takes an event that a relay has taken.';
