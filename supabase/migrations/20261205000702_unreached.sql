-- Written by `npm run db:migration` from supabase/schemas: what changed there since the
-- migrations before it. Deployments with the Supabase CLI get functions, policies and grants
-- from here.

set lock_timeout = '10s';
set statement_timeout = '60s';

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);

set check_function_bodies = off;

create or replace function api.list_flights(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  window_from constant timestamptz := filter ->> 'from';
  window_to constant timestamptz := filter ->> 'to';
  -- An estimate may lie in the window when the booking does not: by so much.
  latest_delay constant interval := '36 hours';
  subjects constant text[] := array(select jsonb_array_elements_text(filter -> 'subjects'));
begin
  return (
    with keys as materialized (
      select t.flight_key, min(t.departure_date) as departure
        from bauhaus.trips t
       where t.agency_id = agency and t.status <> 'withdrawn'
         and t.departure_date between window_from - latest_delay and window_to
         and (t.departure_date >= window_from or t.estimated_departure >= window_from)
         and (filter ->> 'group' is null or exists (select from bauhaus.journeys j
           join bauhaus.groups g on g.id = j.group_id
          where j.id = t.journey_id and g.agency_id = agency and g.name = filter ->> 'group'))
       group by t.flight_key
      having filter -> 'after' is null or (min(t.departure_date), t.flight_key)
         > ((filter #>> '{after,departure}')::timestamptz, filter #>> '{after,flightKey}')
       order by min(t.departure_date), t.flight_key
       limit (filter ->> 'limit')::integer)
    select coalesce(jsonb_agg(jsonb_build_object('flightKey', k.flight_key,
        'flightNumber', one.flight_number, 'originIata', one.origin_iata,
        'destinationIata', one.destination_iata, 'originZone', one.origin_zone,
        'destinationZone', one.destination_zone, 'departure', bauhaus.instant(k.departure),
        'facts', f.facts, 'isLost', f.facts is null and x.is_lost, 'people', x.people,
        'passengers', x.passengers, 'minors', x.minors, 'names', x.names, 'groups', x.groups,
        'last', x.last, 'failed', x.failed, 'toCall', x.to_call,
        'missingDocuments', x.missing_documents, 'changes', x.changes,
        'incident', (select jsonb_build_object('id', i.id,
            'severity', case when i.urgent_from <= (filter ->> 'now')::timestamptz then 'urgent'
              else i.severity end,
            'owner', case when i.owner_name is not null
              then jsonb_build_object('id', i.owner_id, 'name', i.owner_name) end)
          from bauhaus.incidents i where i.agency_id = agency and i.kind = 'flight'
           and i.subject = k.flight_key and i.state <> 'done'))
        order by k.departure, k.flight_key), '[]')
      from keys k
     cross join lateral (select t.flight_number, t.origin_iata, t.destination_iata, t.origin_zone,
          t.destination_zone
        from bauhaus.trips t where t.flight_key = k.flight_key and t.agency_id = agency
         and t.status <> 'withdrawn' order by t.departure_date, t.id limit 1) one
      left join bauhaus.flights f on f.flight_key = k.flight_key
     cross join lateral (select count(distinct t.contact_id)::integer as people,
          bool_and(t.status = 'not_found') as is_lost,
          (array_agg(t.client_name order by t.role, t.inserted_at, t.id))[1:3] as names,
          (select coalesce(jsonb_agg(distinct g.name), '[]') from bauhaus.trips o
             join bauhaus.journeys j on j.id = o.journey_id
             join bauhaus.groups g on g.id = j.group_id
            where o.flight_key = k.flight_key and o.agency_id = agency
              and o.status <> 'withdrawn') as groups,
          sum(flying.passengers)::integer as passengers, sum(flying.minors)::integer as minors,
          count(*) filter (where said.status = 'FAILED')::integer as failed,
          count(distinct t.contact_id) filter (where open.to_call)::integer as to_call,
          count(*) filter (where open.missing_document)::integer as missing_documents,
          (array_agg(jsonb_build_object('type', said.type, 'status', said.status,
              'providerStatus', said.provider_status, 'at', bauhaus.instant(said.at))
              order by said.at desc)
            filter (where said.at is not null))[1] as last,
          coalesce(jsonb_agg(jsonb_build_object('first', bauhaus.leg_json(t),
              'next', bauhaus.leg_json(onward.next)) order by t.id)
            filter (where (onward.next).id is not null), '[]') as changes
        from bauhaus.trips t
       cross join lateral (select count(*) as passengers,
            count(*) filter (where p.kind in ('child', 'infant')) as minors
          from bauhaus.trip_passengers b join bauhaus.passengers p on p.id = b.passenger_id
         where b.trip_id = t.id and b.left_at is null) flying
       cross join lateral (select coalesce(bool_or(rules.is_unreached_by(o.kind)), false)
            as to_call, coalesce(bool_or(o.kind = 'missing_document'), false) as missing_document
          from bauhaus.tasks o where o.trip_id = t.id and o.state <> 'done') open
        left join lateral (select n.notification_type as type, n.delivery_status as status,
              n.provider_status,
              coalesce(n.sent_at, n.created_at) as at
            from bauhaus.notifications_log n
           where n.trip_id = t.id and n.delivery_status <> 'DROPPED'
             and n.notification_type = any (subjects)
           order by n.seq desc limit 1) said on true
        left join lateral (select o as next from bauhaus.trips o
           where o.journey_id = t.journey_id and o.contact_id = t.contact_id
             and o.status <> 'withdrawn' and o.departure_date > t.departure_date
             and o.departure_date < t.departure_date + interval '2 days'
           order by o.departure_date, o.id limit 1) onward on true
       where t.flight_key = k.flight_key and t.agency_id = agency and t.status <> 'withdrawn') x);
end
$$;

comment on function api.list_flights is
  'Board.flights: the flights of the agency in a window, each with how its people are doing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_flights',
  '3aaf3b99ad3ffd552cecab56b6d2c4d4d442d6ad940326a591324c3884f66791')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.duty_day(agency uuid, at timestamptz) returns jsonb
language sql stable as $$
  select (
    select jsonb_build_object(
        'urgent', count(*) filter (where i.severity = 'urgent' or i.urgent_from <= at),
        'normal', count(*) filter (
          where i.severity = 'normal' and coalesce(i.urgent_from > at, true)))
      from bauhaus.incidents i where i.agency_id = agency and i.state = 'open'
  ) || (
    select jsonb_build_object(
        'tight', count(*) filter (where k.kind in ('connection_at_risk', 'connection_missed')),
        'unreached', count(distinct k.trip_id) filter (where rules.is_unreached_by(k.kind)),
        'unmatched', count(*) filter (where k.kind in ('not_found', 'found_elsewhere')))
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.agency_id = agency and k.state <> 'done'
       and coalesce(t.estimated_departure, t.departure_date)
         between at - interval '12 hours' and at + interval '24 hours'
  ) || jsonb_build_object('drafts', (
    select count(*) from bauhaus.itineraries d
     where d.agency_id = agency and d.status = 'draft'
       and not exists (select from bauhaus.itineraries n
         where n.journey_id = d.journey_id and n.stay = d.stay and n.version > d.version)
       and exists (select from bauhaus.trips t
         where t.journey_id = d.journey_id and t.status <> 'withdrawn'
           and t.departure_date between at and at + interval '3 days')))
$$;

comment on function bauhaus.duty_day is
  'DutyDay of shared/events/incidents.ts: what waits, and what to watch of the flights of the next '
  'day; itineraries of the next three.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/duty_day',
  '4d66f028f44ce33b4e78b7c029608521dfffabbcde578396d898e7f42d322575')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_about(i bauhaus.incidents) returns text
language sql stable as $$
  select case i.kind
    when 'conversation' then (
      select string_agg(distinct t.client_name, ', ')
        from bauhaus.conversation_threads c
        join bauhaus.trips t on t.agency_id = c.agency_id and t.whatsapp = c.phone
          and t.status <> 'withdrawn'
       where c.agency_id = i.agency_id and c.id = i.subject::uuid)
    else (
      select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
          from bauhaus.passengers p where p.journey_id = j.id))
        from bauhaus.journeys j
       where j.agency_id = i.agency_id and j.id = case i.kind
         when 'journey' then i.subject::uuid
         when 'flight' then (
           select case when count(distinct t.journey_id) = 1 then (array_agg(t.journey_id))[1] end
             from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
            where k.incident_id = i.id) end)
  end
$$;

comment on function bauhaus.incident_about is
  'Who an incident is about, for a line of a list: the title of its journey, of a flight too if '
  'all that it is about travel together, or the names of its conversation; null: several '
  'journeys of a flight, whose key says it, or the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_about',
  'f306908315ae402dccee605d7b27bd56b1e807e53488741e4d0b6103c3ff1b35')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_counts(incident uuid) returns jsonb
language sql stable as $$
  with about as (
    select t.contact_id, array_agg(distinct t.id) as trips,
           -- The message may be what the task is about.
           min(case when k.kind in ('critical_unsent', 'unreachable')
             then k.opened_at - interval '1 day' else k.opened_at end) as since,
           bool_or(rules.is_unreached_by(k.kind) and k.state <> 'done') as is_to_call,
           bool_or(k.kind = 'call' and k.closed_reason = 'done_by_agency') as is_called
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = incident group by t.contact_id),
  people as (
    select case when a.is_to_call then 'toCall'
             when a.is_called and coalesce(last.status, 'FAILED') = 'FAILED' then 'called'
             when last.status = 'FAILED' then 'failed'
             when last.status = 'SENT' and last.provider = 'read' then 'read'
             when last.status = 'SENT' and rules.is_arrival(last.provider) then 'delivered'
             when last.status = 'SENT' then 'sent'
             when last.status is not null then 'waiting'
             else 'notTold' end as state
      from about a
      left join lateral (
        select n.delivery_status as status, n.provider_status as provider
          from bauhaus.notifications_log n
         where n.trip_id = any (a.trips) and n.created_at >= a.since
           and n.delivery_status <> 'DROPPED' and not rules.is_conversational(n.notification_type)
         order by n.seq desc limit 1) last on true)
  select jsonb_build_object(
      'told', count(*) filter (where p.state in ('sent', 'delivered', 'read', 'called')),
      'delivered', count(*) filter (where p.state in ('delivered', 'read')),
      'read', count(*) filter (where p.state = 'read'),
      'waiting', count(*) filter (where p.state = 'waiting'),
      'failed', count(*) filter (where p.state = 'failed'),
      'toCall', count(*) filter (where p.state = 'toCall'),
      'notTold', count(*) filter (where p.state = 'notTold'))
    from people p
$$;

comment on function bauhaus.incident_counts is
  'How far the people that an incident is about are: what became of the last message to each since '
  'their first task of it, or of the call.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_counts',
  '17ec3e1d931fd39596f19fe871cd1133d8f8f3b672c93713beda17b38fcfe58a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.refresh_incident(
  incident uuid, at timestamptz, reason text
) returns void
-- With rights of its own: a callback of the provider that closes a task reads no trip.
language plpgsql security definer set search_path = '' as $$
declare
  rest record;
begin
  -- The tasks of others on the same flight change it too: one at a time.
  perform from bauhaus.incidents i where i.id = incident for update;
  select count(*)::integer as tasks, coalesce(bool_or(k.severity = 'urgent'), false) as is_urgent,
      array(select distinct o.kind from bauhaus.tasks o
        where o.incident_id = incident and o.state <> 'done' order by o.kind) as kinds
    into rest
    from bauhaus.tasks k where k.incident_id = incident and k.state <> 'done';
  if rest.tasks = 0 then
    update bauhaus.incidents i
       set state = 'done', tasks_open = 0, kinds = '{}', updated_at = at, closed_at = at,
           closed_reason = reason
     where i.id = incident and i.state <> 'done';
    return;
  end if;
  update bauhaus.incidents i
     set severity = case when rest.is_urgent or p.unreached + p.minors > 0
           and p.deadline - rules.urgent_before() <= at then 'urgent' else 'normal' end,
         tasks_open = rest.tasks, kinds = rest.kinds, people = p.people, minors = p.minors,
         unreached = p.unreached, deadline = p.deadline, updated_at = at,
         urgent_from = case when p.unreached + p.minors > 0
           then p.deadline - rules.urgent_before() end
    from (select count(distinct t.contact_id)::integer as people,
        count(distinct t.contact_id) filter (where rules.is_unreached_by(k.kind)
          and k.state <> 'done')::integer as unreached,
        (select count(distinct b.passenger_id)::integer from bauhaus.trip_passengers b
           join bauhaus.passengers q on q.id = b.passenger_id
          where b.left_at is null and q.kind in ('child', 'infant') and b.trip_id in (
            select x.trip_id from bauhaus.tasks x where x.incident_id = incident)) as minors,
        min(coalesce(t.estimated_departure, t.departure_date)) as deadline
      from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = incident) p
   where i.id = incident;
end
$$;

comment on function bauhaus.refresh_incident is
  'Brings an incident to what its tasks say; without an open one it is done, for the reason of the '
  'last one that was closed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/refresh_incident',
  'e8d9384299d8cb0db546e06ce89d01f3eba8e933e07a50d555dc446d1c0fb41e')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_unreached_by(task_kind text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(task_kind in ('call', 'unreachable', 'critical_unsent'), false)
$$;

comment on function rules.is_unreached_by is
  'Whether the traveller of an open task of this kind is to be called.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_unreached_by',
  '03000b670e66936308dbfca78d02debad453ddbb400283aa79ef116b4cfe1f05')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

-- Functions made later too: a default for one schema alone could not take away the global one.
alter default privileges revoke execute on functions from public;

revoke all on all tables in schema bauhaus from public, agent, system, operator, router;
revoke all on all sequences in schema bauhaus from public, agent, system, operator, router;
revoke all on all functions in schema api, bauhaus, rules
  from public, agent, system, operator, router;

-- Helpers call functions in the schemas of extensions.
do $$
declare
  home regnamespace;
begin
  for home in
    select extnamespace from pg_catalog.pg_extension where extname in ('uuid-ossp', 'vector')
  loop
    execute format('grant usage on schema %s to agent, system', home);
  end loop;
end
$$;

grant select on
  bauhaus.actors, bauhaus.agencies, bauhaus.agencies_settings, bauhaus.agency_places,
  bauhaus.contact_consents, bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations,
  bauhaus.decisions, bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.followed_flights,
  bauhaus.forgotten_messages, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox,
  bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.followed_flights,
  bauhaus.forgotten_messages, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox,
  bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers,
  bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.itineraries, bauhaus.journeys, bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the sender, which the operator sets, nor whether it is suspended.
grant update (name, phone, emergency_phone, zone, hours, languages, revision) on bauhaus.agencies
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at, forgotten_at) on bauhaus.trips
  to agent;
-- Consents and texts of conversations go with their contact and thread only.
grant delete on
  bauhaus.actors, bauhaus.agency_places, bauhaus.contacts, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.documents, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.knowledge, bauhaus.legs,
  bauhaus.place_embedding_texts,
  bauhaus.quarantine, bauhaus.stay_plans, bauhaus.suppressions
  to agent;
grant usage on sequence bauhaus.tries to agent;
grant select, insert on bauhaus.data_keys to agent, system;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.followed_flights, bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox,
  bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender, suspended_at, suspended_because, zone) on bauhaus.agencies
  to system;
grant update (last_used_at) on bauhaus.agency_api_keys to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at, delivered_at, read_at) on bauhaus.notifications_log to system;
grant select (id, agency_id, trip_id, kind, severity, state, incident_id, updated_at)
  on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  inserted_at, rebooked_at, journey_id, forgotten_at) on bauhaus.trips to system;
grant insert on
  bauhaus.actors, bauhaus.circuit_breakers, bauhaus.decisions, bauhaus.flight_snapshots,
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox, bauhaus.outbox,
  bauhaus.quarantine, bauhaus.timers
  to system;
grant update on
  bauhaus.circuit_breakers, bauhaus.flight_snapshots, bauhaus.flights, bauhaus.outbox,
  bauhaus.timers
  to system;
grant update (version, schema_version, state, updated_at) on bauhaus.actors to system;
grant update (delivery_status, provider_id, provider_status, attempts, lease_until,
  waits_for_pair, next_attempt_at, sent_at, permanent, error_code, error_message, updated_at,
  delivered_at, read_at)
  on bauhaus.notifications_log to system;
grant update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, updated_at) on bauhaus.trips to system;
grant delete on
  bauhaus.decisions, bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.flights, bauhaus.followed_flights, bauhaus.forgotten_messages, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

-- Nobody changes or removes what was entered, but for the retention.
grant select, insert on bauhaus.audit_log, bauhaus.message_attempts to agent;
grant insert on bauhaus.message_attempts to system;
grant insert on bauhaus.audit_log to operator;
grant select, delete on bauhaus.audit_log to system;

-- Members and keys of an agency, and who is signed in: what they show is in the database as its
-- digest only. `system` reads no e-mail.
grant select, insert, update on bauhaus.members, bauhaus.invitations to agent;
grant select, insert on bauhaus.agency_api_keys to agent;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to agent;
grant select (member_id, agency_id, ended_at), update (ended_at) on bauhaus.sessions to agent;
grant select (id, agency_id, user_id, name, role, groups, joined_at, left_at) on bauhaus.members
  to system;
grant select (agency_id, token_hash) on bauhaus.invitations to system;
grant select, insert, update, delete on bauhaus.sessions to system;

-- Who is on duty, and who was asked what.
grant select, insert, update on bauhaus.duty_rosters, bauhaus.duty_alerts to agent;
grant delete on bauhaus.duty_alerts to agent;
-- Browsers of members; whoever removes old ones opens none.
grant select, insert, delete on bauhaus.push_subscriptions to agent;
grant update (member_id, subscription, confirmed_at) on bauhaus.push_subscriptions to agent;
grant select, delete on bauhaus.push_subscriptions to system;

-- Which owner was mailed a month's report.
grant select, insert, update, delete on bauhaus.monthly_reports to agent;
grant select, delete on bauhaus.monthly_reports to system;

-- Incidents follow their tasks, whoever opens or closes those.
grant select, insert on bauhaus.incidents to agent;
grant update (state, severity, urgent_from, deadline, people, unreached, minors, tasks_open, kinds,
  owner_id, owner_name, claimed_at, snoozed_until, updated_at, closed_at, closed_by, closed_reason,
  alert)
  on bauhaus.incidents to agent;
grant select, insert, delete on bauhaus.incident_notes to agent;
grant select, delete on bauhaus.incidents to system;

-- Entered by triggers with rights of their own.
grant select on bauhaus.changes to agent;
grant select, delete on bauhaus.changes to system;
-- Endpoints of agencies' systems; what is delivered has nothing personal but ids.
grant select, insert, delete on bauhaus.webhook_endpoints to agent;
grant update (name, url, types, secret, former_secret, former_until, failures, failing_since,
  last_delivered_at, off_since, off_because) on bauhaus.webhook_endpoints to agent;
grant select, insert on bauhaus.webhook_deliveries to agent;
grant update (state, attempts, tries, started_at, next_attempt_at, lease_until)
  on bauhaus.webhook_deliveries to agent;
grant select, delete on bauhaus.webhook_deliveries to system;

-- Brakes on what leaves.
grant select, insert, update, delete on bauhaus.sending_brakes to agent;
grant select, insert, update on bauhaus.sending_brakes to operator;
-- What people write to many.
grant select, insert, update, delete on bauhaus.notices, bauhaus.notice_recipients to agent;
grant select (is_test, error_message) on bauhaus.notifications_log to system;
-- Imports end by their age; the system reads nothing of what is in them.
grant select, insert, update on bauhaus.imports to agent;
grant select, insert, update, delete on bauhaus.imported_journeys to agent;
grant select (ctid, inserted_at), delete on bauhaus.imports to system;

-- Words that belong to no agency yet, which the system must not read either.
grant select, insert, update, delete on bauhaus.agency_questions to router;
-- What it needs to find whose conversation a message belongs to; numbers are sealed.
grant select (id, name, sender, suspended_at) on bauhaus.agencies to router;
grant select (id, agency_id, sender, phone, last_inbound_at, taken_over_until)
  on bauhaus.conversation_threads to router;
grant select (agency_id, sender, recipient, sent_at, provider_id, former_provider_ids)
  on bauhaus.notifications_log to router;
grant select (agency_id, kind, state, facts) on bauhaus.tasks to router;
grant select (agency_id, phone, asked_at, answered_by) on bauhaus.duty_alerts to router;

-- The operator makes agencies and keys, and sees nothing of what agencies do.
grant select, insert on bauhaus.agencies, bauhaus.agency_api_keys to operator;
grant update (sender, suspended_at, suspended_because, trips_per_day, flights_per_day, storage_mb)
  on bauhaus.agencies to operator;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to operator;
grant update (next_attempt_at) on bauhaus.notifications_log to operator;
grant select (agency_id, error_message, next_attempt_at) on bauhaus.notifications_log to operator;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_knowledge, api.add_places, api.add_to_journey, api.approve_itinerary,
  api.begin_upload, api.book_journey, api.book_trip, api.cancel_trip, api.claim_effects,
  api.edit_agency, api.edit_contact, api.edit_journey, api.edit_leg, api.edit_passenger,
  api.edit_trip, api.erase_contact, api.export_contact, api.files_removed, api.files_to_remove,
  api.get_agency, api.get_complete_trip_context, api.get_contact, api.get_conversation,
  api.get_group, api.get_journey, api.get_knowledge, api.get_place, api.get_settings, api.get_trip,
  api.give_conversation_back, api.has_places, api.hold_storage, api.journey_messages,
  api.journey_stays, api.knowledge_without_embedding, api.leave_trip,
  api.list_audit, api.list_contacts, api.list_conversations, api.list_groups, api.list_journeys,
  api.list_knowledge, api.list_places, api.list_tasks, api.list_trips, api.model_budget,
  api.move_passenger, api.note_in_conversation, api.people_on_flight, api.place_gaps,
  api.places_without_embedding,
  api.platform_ceilings, api.purge_agency, api.put_knowledge_embeddings, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act, api.record_model_call,
  api.remove_document, api.remove_knowledge, api.remove_place, api.replace_knowledge,
  api.replace_place, api.request_itinerary, api.request_test_message, api.search_knowledge,
  api.search_places, api.settle_effects, api.stay_itineraries, api.take_over_conversation,
  api.trip_documents, api.trip_messages, api.trip_timeline, api.update_task, api.waiting_effects,
  api.withdraw_journey, api.withdraw_leg, api.write_group, api.write_to_traveller
  to agent;
grant execute on function
  api.get_incident, api.list_flights, api.list_incidents, api.move_incident,
  bauhaus.incident_about, bauhaus.incident_core, bauhaus.incident_counts, bauhaus.incident_json
  to agent;
grant execute on function
  api.begin_import, api.claim_import, api.create_import, api.finish_import, api.get_import,
  api.get_import_table, api.import_context, api.import_work, api.list_imported_journeys,
  api.list_imports, api.read_import_again, api.release_import, api.save_import_reading,
  api.replay_material, api.settle_imported_journey, api.was_said, bauhaus.forget_imports,
  bauhaus.import_json, bauhaus.request_import_work
  to agent;
grant execute on function api.explain_contact, api.list_changes, bauhaus.is_of_groups to agent;
grant execute on function bauhaus.note_change to agent, system, operator, router;
grant execute on function
  bauhaus.incident_subject, bauhaus.join_incident, bauhaus.refresh_incident,
  bauhaus.task_incident
  to agent, system;
grant execute on function bauhaus.announce_incident to agent, system;
grant execute on function
  api.get_duty, api.put_duty, api.put_reach, bauhaus.answer_alert, bauhaus.duty_day,
  bauhaus.duty_incident_json, bauhaus.record_duty_alert, bauhaus.record_incident_urgent,
  bauhaus.staff_json
  to agent;
grant execute on function bauhaus.duty_context to agent, system;
grant execute on function
  api.accept_invitation, api.add_api_key, api.change_member, api.get_invitation,
  api.invite_member, api.leave_agency, api.list_api_keys, api.list_invitations, api.list_members,
  api.revoke_api_key, api.revoke_invitation, api.rotate_api_key, bauhaus.api_key_json,
  bauhaus.invitation_json, bauhaus.is_last_owner, bauhaus.member_json
  to agent;
grant execute on function
  api.add_webhook, api.change_webhook, api.claim_webhook_deliveries, api.list_webhook_deliveries,
  api.list_webhooks, api.remove_webhook, api.resend_webhook_delivery, api.rotate_webhook_secret,
  api.settle_webhook_delivery, api.test_webhook, bauhaus.close_webhook_tasks,
  bauhaus.switch_webhook_off, bauhaus.webhook_delivery_json, bauhaus.webhook_json
  to agent;
grant execute on function api.due_webhook_deliveries to system;
grant execute on function
  api.claim_monthly_report, api.settle_monthly_report,
  api.report_answers, api.report_cost, api.report_delivery, api.report_handoffs,
  api.report_incidents, api.report_news, api.report_wakings,
  bauhaus.report_end, bauhaus.report_start
  to agent;
grant execute on function
  api.add_push_subscription, api.push_subscriptions, api.remove_push_subscription
  to agent;
grant execute on function
  api.agency_of_invitation, api.authenticate_session, api.end_session, api.memberships_of,
  api.start_session
  to system;
grant execute on function
  api.agencies_of_sender, api.agency_ids, api.agency_of_trip, api.authenticate_key,
  api.circuit_breakers, api.delivery_report, api.delivery_reports, api.effect_agencies,
  api.mark_published, api.monthly_reports_due, api.operations_report, api.overdue,
  api.purge_expired,
  api.purge_flight_answers, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_far_timers, api.take_flight_snapshot, api.take_unpublished
  to system;
grant execute on function
  api.add_api_key, api.change_agency, api.create_agency, api.list_agencies, api.revoke_api_key,
  api.rotate_api_key
  to operator;

grant execute on function
  api.get_notice, api.notice_candidates, api.put_notice, api.send_notice, api.stop_notice,
  bauhaus.notice_candidate, bauhaus.notice_json,
  api.list_brakes, api.put_brake, api.shadow_report, bauhaus.brake_json, bauhaus.brake_lock,
  bauhaus.brake_on, bauhaus.brakes_of, bauhaus.hold_message, bauhaus.release_message,
  bauhaus.test_phone
  to agent;
grant execute on function
  api.platform_brake, api.put_platform_brake, bauhaus.brake_json, bauhaus.brake_lock
  to operator;

grant execute on function
  api.answer_which_agency, api.ask_which_agency, api.inbound_claims, bauhaus.instant
  to router;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.agency_profile_json, bauhaus.announce_failure, bauhaus.apply_task,
  bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.ceiling, bauhaus.change_contact, bauhaus.change_trip,
  bauhaus.changed_fields, bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.consent_of,
  bauhaus.contact_for, bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.count_new_flight, bauhaus.count_new_trips, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_changed,
  bauhaus.emit_trips_booked, bauhaus.enter_effect,
  bauhaus.enter_known_passengers, bauhaus.enter_passengers, bauhaus.event_json,
  bauhaus.flight_context, bauhaus.follow_flights, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.hold_ceiling, bauhaus.insert_trip,
  bauhaus.instant, bauhaus.is_same_person, bauhaus.is_suppressed, bauhaus.itinerary_json,
  bauhaus.journey_context, bauhaus.journey_core, bauhaus.journey_for, bauhaus.journey_json,
  bauhaus.journey_of_trip, bauhaus.keep_what_was_sent, bauhaus.last_consent, bauhaus.ledger_entry,
  bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs, bauhaus.lock_journey_of_trip,
  bauhaus.lock_tasks, bauhaus.message_evidence, bauhaus.message_row,
  bauhaus.messages_per_minute, bauhaus.next_rate_slot, bauhaus.number_token,
  bauhaus.opted_out_since, bauhaus.own_passengers, bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_attempt,
  bauhaus.record_flight, bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot,
  bauhaus.settings_of, bauhaus.settle_one, bauhaus.share_suppression, bauhaus.suppression_reason,
  bauhaus.task_row, bauhaus.timer_json, bauhaus.trip_context, bauhaus.trip_core,
  bauhaus.trip_identity, bauhaus.trip_in_the_way, bauhaus.trip_json, bauhaus.trip_of_contact,
  bauhaus.trip_on_another_flight, bauhaus.trip_with_changes, bauhaus.trips_of_request,
  bauhaus.uuid_v5, bauhaus.withdraw_trip
  to agent, system;
grant execute on function
  bauhaus.conversation_json, bauhaus.held_by_another, bauhaus.sent_word_json, bauhaus.word_json,
  bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_tasks,
  bauhaus.forget_threads,
  bauhaus.forget_trips, bauhaus.has_vectors, bauhaus.knowledge_holds_for, bauhaus.knowledge_json,
  bauhaus.nearest_knowledge, bauhaus.nearest_places, bauhaus.person_token,
  bauhaus.phones_of_contact, bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document,
  bauhaus.record_itinerary, bauhaus.record_place_gap, bauhaus.set_embedding,
  bauhaus.set_knowledge_embedding,
  bauhaus.stay_plan_json, bauhaus.stays_json, bauhaus.take_over
  to agent;
grant execute on function
  bauhaus.breaker_row, bauhaus.retention
  to system;
grant execute on function
  bauhaus.account_json, bauhaus.api_key_json, bauhaus.audit, bauhaus.audit_row,
  bauhaus.audited_changes, bauhaus.instant
  to operator;

-- A grant that the migrating role may not give is only a warning, and every turn would fail later.
do $$
declare
  missing text;
begin
  select string_agg(what, '; ') into missing from (
    select format('usage on schema %s to %s', e.extnamespace::regnamespace, r) as what
      from pg_catalog.pg_extension e, unnest(array['agent', 'system']) r
     where e.extname in ('uuid-ossp', 'vector')
       and not has_schema_privilege(r, e.extnamespace, 'usage')
    union all
    select format('%s to authenticator', r)
      from unnest(array['agent', 'system', 'operator', 'router']) r
     where not pg_has_role('authenticator', r, 'member')
    union all
    select 'usage on schema storage, insert on storage.objects to agent'
     where to_regclass('storage.objects') is not null
       and not (has_schema_privilege('agent', 'storage', 'usage')
         and has_table_privilege('agent', 'storage.objects', 'insert'))) m;
  if missing is not null then
    raise exception 'privileges that % may not grant: %', current_user, missing;
  end if;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  'bd41afe6e3d898e4ea9b221bc36add9477f156754d73ea3a960d548f21873cd6')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
