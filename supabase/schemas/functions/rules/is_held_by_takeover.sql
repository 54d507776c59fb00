-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_held_by_takeover(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('reply')
$$;

comment on function rules.is_held_by_takeover is
  'Whether such a message is dropped while a person has the conversation.';
