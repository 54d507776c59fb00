-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sending_rank(state text) returns integer
language sql immutable parallel safe as $$
  select case state
    when 'live' then 0
    when 'test' then 1
    when 'shadow' then 2
    when 'paused' then 3
    else 0 end
$$;

comment on function rules.sending_rank is
  'How strict a state of sending is: the strictest decides.';
