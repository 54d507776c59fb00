-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhook_lease() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.webhook_lease is
  'So long a delivery that a worker has claimed is left to it.';
