-- One breaker for each outside service, shared by all workers. What a state means and how it changes is decided in one place
-- (shared/domain/circuit-breaker.ts); here it is only kept, and changed by whoever knows its newest version.

alter table bauhaus.circuit_breakers
  add column version integer not null default 0,
  add column failing_since timestamptz,
  add column openings integer not null default 0,
  add column opened_at timestamptz,
  add column probe_until timestamptz;

create function bauhaus.breaker_row(b bauhaus.circuit_breakers) returns jsonb language sql immutable as $$
  select jsonb_build_object('service', b.service, 'version', b.version, 'state', jsonb_build_object(
    'failures', b.failures, 'failingSince', b.failing_since, 'openings', b.openings, 'openedAt', b.opened_at,
    'openUntil', b.open_until, 'probeUntil', b.probe_until))
$$;

create function api.circuit_breakers() returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.breaker_row(b)), '[]'::jsonb) from bauhaus.circuit_breakers b
$$;
comment on function api.circuit_breakers() is 'CircuitBreakers.all.';

create function api.swap_circuit_breaker(service text, expected_version integer, state jsonb, at timestamptz)
returns jsonb language plpgsql set search_path = '' as $$
declare
  b bauhaus.circuit_breakers;
  swapped boolean;
begin
  insert into bauhaus.circuit_breakers (service, updated_at) values (swap_circuit_breaker.service, at) on conflict do nothing;
  update bauhaus.circuit_breakers c
     set version = c.version + 1, updated_at = at,
         failures = (state ->> 'failures')::integer, failing_since = (state ->> 'failingSince')::timestamptz,
         openings = (state ->> 'openings')::integer, opened_at = (state ->> 'openedAt')::timestamptz,
         open_until = (state ->> 'openUntil')::timestamptz, probe_until = (state ->> 'probeUntil')::timestamptz
   where c.service = swap_circuit_breaker.service and c.version = expected_version
   returning * into b;
  swapped := found;
  if not swapped then
    select * into b from bauhaus.circuit_breakers c where c.service = swap_circuit_breaker.service;
  end if;
  return jsonb_build_object('swapped', swapped, 'current', bauhaus.breaker_row(b));
end
$$;
comment on function api.swap_circuit_breaker(text, integer, jsonb, timestamptz) is 'CircuitBreakers.swap: compare and set by version.';

-- A breaker belongs to no agency: no agency's token can read one, or shut a service off for all the others.
revoke all on function bauhaus.breaker_row(bauhaus.circuit_breakers), api.circuit_breakers(), api.swap_circuit_breaker(text, integer, jsonb, timestamptz) from public;
grant execute on function bauhaus.breaker_row(bauhaus.circuit_breakers), api.circuit_breakers(), api.swap_circuit_breaker(text, integer, jsonb, timestamptz) to system;

-- A message that is withheld while its provider is down is PENDING again without counting a failure, at its old place in the order; where it has
-- waited for long its agency hears that it is being retried. Only that last word is new here.
create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
begin
  select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer for update;
  if not found then
    return null;
  end if;
  if n.delivery_status not in ('SENDING', 'UNKNOWN') then
    return n; -- a status callback was faster
  end if;
  update bauhaus.notifications_log
     set delivery_status = case how when 'sent' then 'SENT' when 'failed' then 'FAILED' when 'unknown' then 'UNKNOWN' when 'still-unknown' then 'UNKNOWN' else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted') else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         next_attempt_at = case when how in ('sent', 'failed') then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}' else template_name end,
         lease_until = null,
         updated_at = at
   where id = n.id returning * into n;
  if how = 'sent' and n.trip_id is not null then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, at);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'withheld' then 'retrying' when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
end
$$;
