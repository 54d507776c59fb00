-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.scheduled_within() returns interval
language sql immutable parallel safe as $$
  select interval '86400 seconds'
$$;

comment on function rules.scheduled_within is
  'How long before it is due a timer gets its schedule on AWS.';
