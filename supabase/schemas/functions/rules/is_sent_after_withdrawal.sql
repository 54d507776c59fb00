-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_sent_after_withdrawal(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('trip_cancelled')
$$;

comment on function rules.is_sent_after_withdrawal is
  'Whether such a message is sent although its trip was withdrawn.';
