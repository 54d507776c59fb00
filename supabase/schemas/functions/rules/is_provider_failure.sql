-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_provider_failure(status text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(status in ('undelivered', 'failed', 'canceled'), false)
$$;

comment on function rules.is_provider_failure is
  'Whether the provider has given the message up.';
