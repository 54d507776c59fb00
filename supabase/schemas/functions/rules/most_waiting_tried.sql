-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.most_waiting_tried() returns integer
language sql immutable parallel safe as $$
  select 20
$$;

comment on function rules.most_waiting_tried is
  'How many messages that wait for a phone are tried in turn once it is free.';
