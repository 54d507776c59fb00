-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_braked(message_type text, state text) returns boolean
language sql immutable parallel safe as $$
  select state <> 'live'
    and message_type not in ('duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
    and not (state = 'shadow'
    and message_type in ('agency_reply', 'agency_notice'))
$$;

comment on function rules.is_braked is
  'Whether a state of sending holds for such a message.';
