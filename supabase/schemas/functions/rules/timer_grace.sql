-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.timer_grace() returns interval
language sql immutable parallel safe as $$
  select interval '90 seconds'
$$;

comment on function rules.timer_grace is
  'A timer that is so late was not fired by its schedule.';
