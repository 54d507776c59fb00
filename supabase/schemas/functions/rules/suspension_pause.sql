-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.suspension_pause() returns interval
language sql immutable parallel safe as $$
  select interval '900 seconds'
$$;

comment on function rules.suspension_pause is
  'How long a message of a suspended agency waits until it is looked at again.';
