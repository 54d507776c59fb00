-- Every table: an agency's token sees that agency's rows and nothing else; `system` gets only the columns its functions need.
-- The tenant is written out in each policy rather than called as a function: it is evaluated once for every statement of a turn.

do $$
declare
  t record;
  own constant text := $x$agency_id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid)$x$;
begin
  for t in
    select c.relname as name, exists (
             select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'agency_id' and not a.attisdropped) as tenant
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'bauhaus' and c.relkind = 'r'
  loop
    execute format('alter table bauhaus.%I enable row level security', t.name);
    execute format('create policy of_the_system on bauhaus.%I to system using (true) with check (true)', t.name);
    if t.tenant and t.name <> 'rate_limits' then
      execute format('create policy of_the_agency on bauhaus.%I to agent using (%s) with check (%s)', t.name, own, own);
    end if;
  end loop;
end
$$;

create policy of_the_agency on bauhaus.agencies to agent using (id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid));
-- The row of a sender belongs to no agency, since several may write from it.
create policy of_the_agency on bauhaus.rate_limits to agent
  using (agency_id is null or agency_id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid))
  with check (agency_id is null or agency_id = (select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid));
-- Flights are public facts; an agency sees those that one of its own trips is on.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

grant select on bauhaus.agencies, bauhaus.flights, bauhaus.flight_status_history, bauhaus.agencies_settings, bauhaus.journeys, bauhaus.trips,
  bauhaus.notifications_log, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.suppressions, bauhaus.tasks, bauhaus.documents,
  bauhaus.itineraries, bauhaus.agency_places, bauhaus.actors, bauhaus.inbox, bauhaus.outbox, bauhaus.timers, bauhaus.decisions, bauhaus.rate_limits,
  bauhaus.quarantine to agent;
grant insert on bauhaus.agencies_settings, bauhaus.journeys, bauhaus.trips, bauhaus.notifications_log, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.suppressions, bauhaus.tasks, bauhaus.documents, bauhaus.itineraries, bauhaus.actors, bauhaus.inbox, bauhaus.outbox,
  bauhaus.timers, bauhaus.decisions, bauhaus.rate_limits, bauhaus.quarantine to agent;
grant update on bauhaus.agencies_settings, bauhaus.trips, bauhaus.notifications_log, bauhaus.conversation_threads, bauhaus.suppressions,
  bauhaus.tasks, bauhaus.itineraries, bauhaus.actors, bauhaus.timers, bauhaus.rate_limits to agent;
grant delete on bauhaus.inbox to agent;

-- No name, no phone, no words of a message: those columns are missing here.
grant select (id, name, sender) on bauhaus.agencies to system;
grant select on bauhaus.agency_api_keys, bauhaus.agencies_settings, bauhaus.flights, bauhaus.flight_status_history, bauhaus.flight_snapshots,
  bauhaus.timers, bauhaus.outbox, bauhaus.inbox, bauhaus.decisions, bauhaus.circuit_breakers, bauhaus.rate_limits, bauhaus.quarantine to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone, scheduled_departure, estimated_departure,
  estimated_arrival, gate, terminal, fa_flight_id, next_check_at) on bauhaus.trips to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id, next_check_at, updated_at) on bauhaus.trips to system;
grant select (id, agency_id, trip_id, notification_type, delivery_status, provider_id, former_provider_ids, provider_status, attempts, critical, lease_until, next_attempt_at,
  sent_at, permanent, error_code, event_id, correlation_id, waits_for_pair) on bauhaus.notifications_log to system;
grant update (delivery_status, provider_id, provider_status, sent_at, attempts, permanent, error_code, lease_until, next_attempt_at, updated_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state), update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant insert on bauhaus.flights, bauhaus.flight_status_history, bauhaus.flight_snapshots, bauhaus.actors, bauhaus.inbox, bauhaus.outbox, bauhaus.timers,
  bauhaus.decisions, bauhaus.circuit_breakers, bauhaus.quarantine to system;
grant update on bauhaus.flights, bauhaus.flight_snapshots, bauhaus.outbox, bauhaus.timers, bauhaus.circuit_breakers to system;
grant update (version, schema_version, state, updated_at) on bauhaus.actors to system;
grant delete on bauhaus.inbox, bauhaus.outbox, bauhaus.timers, bauhaus.decisions, bauhaus.flight_status_history, bauhaus.flight_snapshots,
  bauhaus.rate_limits, bauhaus.quarantine to system;

-- The system keeps the actors of flights only: an agency's state may hold what a traveller said.
drop policy of_the_system on bauhaus.actors;
create policy of_the_system on bauhaus.actors to system using (agency_id is null) with check (agency_id is null);
