-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhooks_at_once() returns integer
language sql immutable parallel safe as $$
  select 10
$$;

comment on function rules.webhooks_at_once is
  'How many deliveries one endpoint gets at a time.';
