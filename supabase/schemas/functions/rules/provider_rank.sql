-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.provider_rank(status text) returns integer
language sql immutable parallel safe as $$
  select case status
    when 'accepted' then 1
    when 'scheduled' then 1
    when 'queued' then 1
    when 'sending' then 2
    when 'sent' then 3
    when 'delivered' then 4
    when 'read' then 5
    when 'undelivered' then 9
    when 'failed' then 9
    when 'canceled' then 9
    else 0 end
$$;

comment on function rules.provider_rank is
  'How far the provider has come: a status replaces only one of lower rank.';
