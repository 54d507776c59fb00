-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.messages_per_minute(setting numeric) returns integer
language sql immutable parallel safe as $$
  select least(greatest(coalesce(setting, 60), 1),
    100000)::integer
$$;

comment on function rules.messages_per_minute is
  'The rate of an agency by its setting; null: it has none.';
