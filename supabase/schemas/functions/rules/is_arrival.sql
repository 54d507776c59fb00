-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_arrival(status text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(status in ('delivered', 'read'), false)
$$;

comment on function rules.is_arrival is
  'Whether the phone has the message.';
