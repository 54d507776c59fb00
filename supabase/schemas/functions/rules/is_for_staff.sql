-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_for_staff(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
$$;

comment on function rules.is_for_staff is
  'Whether such a message is for somebody of the agency, and in no conversation.';
