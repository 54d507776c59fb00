create or replace function api.circuit_breakers() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.breaker_row(b)), '[]'::jsonb) from bauhaus.circuit_breakers b
$$;

comment on function api.circuit_breakers is 'CircuitBreakers.all.';
