create or replace function api.swap_circuit_breaker(
  service text, expected_version integer, state jsonb, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  breaker bauhaus.circuit_breakers;
  swapped boolean;
begin
  insert into bauhaus.circuit_breakers (service, updated_at)
    values (swap_circuit_breaker.service, at) on conflict do nothing;
  update bauhaus.circuit_breakers c
     set version = c.version + 1, updated_at = at,
         failures = (state ->> 'failures')::integer,
         failing_since = (state ->> 'failingSince')::timestamptz,
         openings = (state ->> 'openings')::integer,
         opened_at = (state ->> 'openedAt')::timestamptz,
         open_until = (state ->> 'openUntil')::timestamptz,
         probe_until = (state ->> 'probeUntil')::timestamptz
   where c.service = swap_circuit_breaker.service and c.version = expected_version
   returning * into breaker;
  swapped := found;
  if not swapped then
    select * into breaker from bauhaus.circuit_breakers c
      where c.service = swap_circuit_breaker.service;
  end if;
  return jsonb_build_object('swapped', swapped, 'current', bauhaus.breaker_row(breaker));
end
$$;

comment on function api.swap_circuit_breaker is
  'CircuitBreakers.swap: compares and sets by version.';
