create or replace function bauhaus.provider_rank(status text) returns integer
language sql immutable as $$
  select case status
    when 'accepted' then 1 when 'scheduled' then 1 when 'queued' then 1 when 'sending' then 2
      when 'sent' then 3 when 'delivered' then 4 when 'read' then 5
    when 'failed' then 9 when 'undelivered' then 9 when 'canceled' then 9
    else 0 end
$$;

comment on function bauhaus.provider_rank is
  'The order of provider statuses: a status replaces only one of lower rank; 9 is a failure.';
