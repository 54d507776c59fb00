-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.send_lease(content jsonb) returns interval
language sql immutable parallel safe as $$
  select case when content ? 'mediaUrl' then interval '90 seconds'
    else interval '60 seconds' end
$$;

comment on function rules.send_lease is
  'How long a worker has for the request that sends a message.';
