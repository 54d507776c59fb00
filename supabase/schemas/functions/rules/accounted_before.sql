-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.accounted_before() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.accounted_before is
  'How long before a try messages count that a reconciliation must leave out.';
