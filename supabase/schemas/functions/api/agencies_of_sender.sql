create or replace function api.agencies_of_sender(number text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]'::jsonb) from bauhaus.agencies a
    where a.sender = number
$$;

comment on function api.agencies_of_sender is
  'The agencies that write from a number; several may share one.';
