-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.publish_grace() returns interval
language sql immutable parallel safe as $$
  select interval '10 seconds'
$$;

comment on function rules.publish_grace is
  'An event that is so old was not published by whoever committed it.';
