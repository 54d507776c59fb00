-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.reconcile_lease() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.reconcile_lease is
  'How long a worker has for finding out what became of a message.';
