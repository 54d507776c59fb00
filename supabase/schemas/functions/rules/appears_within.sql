-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.appears_within() returns interval
language sql immutable parallel safe as $$
  select interval '120 seconds'
$$;

comment on function rules.appears_within is
  'How long after its lease a message may still appear at the provider.';
