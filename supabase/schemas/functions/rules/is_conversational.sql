-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'reply_beside_person',
    'agency_reply', 'agency_notice', 'test_message',
    'duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';
