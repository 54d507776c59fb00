-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.people_step(people integer) returns integer
language sql immutable parallel safe as $$
  select width_bucket(people, array[5, 10, 20, 40, 80, 160, 320])
$$;

comment on function rules.people_step is
  'How many are many more: an incident is worse where it comes to a higher step.';
