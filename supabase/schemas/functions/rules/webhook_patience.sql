-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhook_patience() returns interval
language sql immutable parallel safe as $$
  select interval '259200 seconds'
$$;

comment on function rules.webhook_patience is
  'So long an endpoint may fail before it is switched off.';
