-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sweep_pause(sweeps integer) returns interval
language sql immutable parallel safe as $$
  select least(interval '60 seconds' * (1 << least(sweeps - 1, 6)),
    interval '3600 seconds')
$$;

comment on function rules.sweep_pause is
  'How long a timer that was fired so often, and is still there, waits.';
