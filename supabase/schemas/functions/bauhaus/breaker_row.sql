create or replace function bauhaus.breaker_row(b bauhaus.circuit_breakers) returns jsonb
language sql immutable as $$
  select jsonb_build_object('service', b.service, 'version', b.version, 'state', jsonb_build_object(
    'failures', b.failures, 'failingSince', b.failing_since, 'openings', b.openings,
    'openedAt', b.opened_at,
    'openUntil', b.open_until, 'probeUntil', b.probe_until))
$$;

comment on function bauhaus.breaker_row is 'StoredBreaker of shared/ports/circuit-breakers.ts.';
