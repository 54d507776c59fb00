-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.failures_of_an_ailing_endpoint() returns integer
language sql immutable parallel safe as $$
  select 5
$$;

comment on function rules.failures_of_an_ailing_endpoint is
  'After so many failures in a row an endpoint gets one delivery at a time.';
