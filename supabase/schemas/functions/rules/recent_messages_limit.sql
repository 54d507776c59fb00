-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.recent_messages_limit() returns integer
language sql immutable parallel safe as $$
  select 20
$$;

comment on function rules.recent_messages_limit is
  'How many of the last messages whoever talks with a traveller sees.';
