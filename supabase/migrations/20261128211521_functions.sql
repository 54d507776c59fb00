-- Written by `npm run db:migration` from supabase/schemas: what changed there since the migrations
-- before it. Whoever deploys with the Supabase CLI gets functions, policies and grants from here.

set lock_timeout = '10s';
set statement_timeout = '60s';

create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.repeatables (
  name text primary key,
  checksum text not null
);

set check_function_bodies = off;

create or replace function api.add_document(document jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.file_document(document, (document ->> 'uploadedAt')::timestamptz);
  return (select bauhaus.document_json(d) from bauhaus.documents d
    where d.id = (document ->> 'id')::uuid);
end
$$;

comment on function api.add_document is
  'ConversationDesk.addDocument; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_document',
  '4b0d1d02b58384a47ccdfd02469e995b28b08b74332dc65e447e3fa0865b3a03')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agencies_of_sender(number text) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]'::jsonb) from bauhaus.agencies a
    where a.sender = number
$$;

comment on function api.agencies_of_sender is
  'Whose number it is; several agencies may write from one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agencies_of_sender',
  'd4c39bf8322332ade2d71422c13f82f335625d7d055b935c881a0ac8149fc942')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.approve_itinerary(
  trip_id uuid, wanted integer, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  i bauhaus.itineraries;
  event_id constant uuid :=
    bauhaus.uuid_v5(format('["ItineraryReady","%s",%s]', approve_itinerary.trip_id, wanted));
begin
  update bauhaus.itineraries x set status = 'approved' where x.trip_id = approve_itinerary.trip_id
    and x.version = wanted and x.status <> 'approved' returning * into i;
  if found then
    perform bauhaus.emit(jsonb_build_object(
      'id', event_id, 'type', 'ItineraryReady', 'version', 1, 'time', bauhaus.instant(at),
      'agencyId', i.agency_id, 'tripId', i.trip_id,
      'correlationId', event_id, 'causationId', null,
      'data', jsonb_build_object('version', i.version, 'origin', i.parsed_itinerary -> 'origin')));
  else
    select * into i from bauhaus.itineraries x where x.trip_id = approve_itinerary.trip_id
      and x.version = wanted;
  end if;
  return case when i.id is not null then bauhaus.itinerary_json(i) end;
end
$$;

comment on function api.approve_itinerary is 'Itineraries.approveItinerary.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/approve_itinerary',
  '1d88c0df3408bf6cec34638e9a6bd59b18fc20ddfd6c477977eb7682bd4ffefd')
on conflict (name) do update set checksum = excluded.checksum;

-- Before the tenant is known: as system.
create or replace function api.authenticate_key(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', k.agency_id, 'keyName', k.name, 'agencyName', a.name)
    from bauhaus.agency_api_keys k join bauhaus.agencies a on a.id = k.agency_id
      where k.key_hash = hash and k.revoked_at is null
$$;

comment on function api.authenticate_key is 'TripDesk.authenticate.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_key',
  '43b2ef51fc0bcf024e6cf2c7bb6840b13094be372d37eb9a9b2ff887c059b06d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.book_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  b constant jsonb := request -> 'trip';
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  t bauhaus.trips;
  answer jsonb;
begin
  answer := bauhaus.booked_already(request);
  if answer is not null then
    return answer;
  end if;
  insert into bauhaus.trips (
    id, agency_id, client_name, whatsapp, language, flight_number, origin_iata, destination_iata,
    origin_zone, destination_zone, departure_date,
    flight_key, stay, return_date, client_description, metadata, reference, journey_id, consent,
    idempotency_key, booked_as, inserted_at, updated_at)
  values (
    -- A withdrawn trip keeps the id that its reference made; the booking that replaces it gets a
    -- random one.
    case when exists (select from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid)
      then gen_random_uuid() else (request ->> 'tripId')::uuid end,
    agency, b ->> 'clientName', b ->> 'whatsapp', b ->> 'language', b ->> 'flightNumber',
    b ->> 'originIata', b ->> 'destinationIata', b ->> 'originZone', b ->> 'destinationZone',
    (b ->> 'departure')::timestamptz, b ->> 'flightKey', b ->> 'stay', (b ->> 'returnDate')::date,
    b ->> 'clientDescription', b -> 'metadata', b ->> 'reference',
    bauhaus.journey(agency, request ->> 'journeyReference'), request -> 'consent',
    request ->> 'idempotencyKey',
    bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName', b ->> 'flightNumber',
      b ->> 'flightKey'), at, at)
  on conflict do nothing
  returning * into t;
  if t.id is null then
    -- The same booking won the race a moment ago; now it can be seen.
    answer := bauhaus.booked_already(request);
    if answer is null then
      raise exception 'a booking was withdrawn while it was made again' using errcode = '40001';
    end if;
    return answer;
  end if;
  perform bauhaus.emit(jsonb_build_object(
    'id', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)), 'type', 'TripBooked', 'version', 1,
    'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', t.id,
    'correlationId', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)), 'causationId', null,
    'data', jsonb_build_object('flightKey', t.flight_key,
      'departure', bauhaus.instant(t.departure_date))));
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(t));
end
$$;

comment on function api.book_trip is 'TripDesk.book.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_trip',
  '281ca0d4c1b68985d3c4968c2d51827448f77ca028d401fd83ea29da0afe3ad5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.cancel_trip(
  trip_id uuid, notify boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  t bauhaus.trips;
  event_id constant uuid := bauhaus.uuid_v5(format('["TripCancelled","%s"]', trip_id));
begin
  select * into t from bauhaus.trips x where x.id = trip_id for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif t.status = 'withdrawn' then
    return jsonb_build_object('kind', 'already', 'trip', bauhaus.trip_json(t));
  end if;
  update bauhaus.trips x set status = 'withdrawn', next_check_at = null, updated_at = at
    where x.id = trip_id returning * into t;
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at,
    closed_reason = 'trip_withdrawn' where k.trip_id = t.id and k.state <> 'done';
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', 'TripCancelled', 'version', 1, 'time', bauhaus.instant(at),
    'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', event_id, 'causationId', null,
    'data', jsonb_build_object('flightKey', t.flight_key, 'notify', notify)));
  return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(t));
end
$$;

comment on function api.cancel_trip is 'TripDesk.cancel.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/cancel_trip',
  '2b76cbd639e930002ab98bf811b8f5ac02880c0f19c7df22acee82b4430d79a7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.circuit_breakers() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.breaker_row(b)), '[]'::jsonb) from bauhaus.circuit_breakers b
$$;

comment on function api.circuit_breakers is 'CircuitBreakers.all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/circuit_breakers',
  'ed600a0ad2e3a506229a0bd63885e708b84154965d17f37c985abc46854d06be')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.claim_effects(ids uuid[], at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
begin
  return bauhaus.claim(ids, at);
end
$$;

comment on function api.claim_effects is
  'ActorStore.claim: the effects that this worker now has to perform (ClaimedEffect[]).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/claim_effects',
  '981ea893344a7542b1c0a2a9904f3b91d18b17c164c65173f6759c703a93ffd4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.commit_turn(turn jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  at constant timestamptz := (turn ->> 'now')::timestamptz;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
  the_agent constant text := turn ->> 'agent';
  the_actor constant text := turn ->> 'actorId';
  event constant jsonb := turn -> 'event';
  the_event constant uuid := (event ->> 'id')::uuid;
  expected constant integer := (turn ->> 'expectedVersion')::integer;
  written integer;
  none constant jsonb := '[]';
  voided text[] := '{}';
  presumed text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';
  item jsonb;
  entered bauhaus.notifications_log;
  ids uuid[] := '{}';
  set_timers jsonb := none;
  claims jsonb := none;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
    values (the_agent, the_actor, the_event, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- Everything that can make this a conflict comes before anything else is written; only the inbox
  -- row has to be taken back.
  if turn -> 'voids' <> none then
    voided := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'presumedTold' <> none then
    presumed := array(select jsonb_array_elements_text(turn -> 'presumedTold'));
  end if;
  -- What the turn takes back must still wait, and what it counts as told must not have turned out
  -- unsent.
  if voided <> '{}' or presumed <> '{}' then
    select count(*) into written from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided || presumed)
         and n.delivery_status = any (case when n.effect_key = any (voided) then '{PENDING}'
           else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) held;
  end if;
  if written is null or written = cardinality(voided) + cardinality(presumed) then
    if expected = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
        updated_at)
      values (the_agent, the_actor, tenant, 1, (turn ->> 'schemaVersion')::integer, turn -> 'state',
        at) on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer,
             state = turn -> 'state', updated_at = at
       where a.agent = the_agent and a.actor_id = the_actor and a.version = expected;
    end if;
    get diagnostics written = row_count;
  else
    written := 0;
  end if;
  if written = 0 then
    delete from bauhaus.inbox i where i.agent = the_agent and i.actor_id = the_actor
      and i.event_id = the_event;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set anew since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = the_agent and t.actor_id = the_actor and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns have some of these and none of the others; to look into an empty list costs as much
  -- as a row.
  if turn -> 'timers' <> none then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        set_timers := set_timers || item;
      end if;
    end loop;
  end if;

  if voided <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null,
           waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if presumed <> '{}' then
    update bauhaus.notifications_log n set presumed_told = true
     where n.agency_id = tenant and n.effect_key = any (presumed)
       and n.delivery_status = any (under_way);
  end if;

  if turn -> 'events' <> none then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at
      from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> none then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds bring a function of their own: bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item,
          at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> none then
    for item in select value from jsonb_array_elements(turn -> 'tasks') loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
    decision, subject, rule, detail, at)
  select coalesce(tenant,
    (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)),
      (r ->> 'tripId')::uuid, the_agent, the_actor,
    the_event, event ->> 'type', r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> none then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      entered := bauhaus.enter_effect(item, tenant, event, at,
        jsonb_array_length(turn -> 'effects') = 1);
      if entered.delivery_status = 'SENDING' then
        claims := claims || bauhaus.claimed_effect(entered, 'send');
      elsif entered.id is not null then
        ids := ids || entered.id;
      end if;
    end loop;
    if ids <> '{}' then
      claims := claims || bauhaus.claim(ids, at);
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected + 1, 'timers', set_timers,
    'claimed', claims);
end
$$;

comment on function api.commit_turn is 'ActorStore.commit.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/commit_turn',
  'cf4b30b7e87317a5b4376f243006b0bbf24bd6b1ad478afdca2e8643f13acabe')
on conflict (name) do update set checksum = excluded.checksum;

-- Runs as system, for every callback of the provider: it reads no phone, no name and no words.
create or replace function api.delivery_report(
  message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  n record;
  became text;
  failed constant boolean := bauhaus.provider_rank(status) = 9;
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status,
    l.attempts, l.event_id, l.correlation_id,
    l.last_tried_at into n
    from bauhaus.notifications_log l
    where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED')
      and provider_message <> all (l.former_provider_ids)
    -- A try that the provider had hidden, and that was sent again meanwhile, says nothing about the
    -- one that is known to have been taken.
    and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message)
      for no key update;
  if not found
     or bauhaus.provider_rank(status) <= coalesce(bauhaus.provider_rank(n.provider_status), 0)
     or failed and n.provider_status in ('delivered', 'read') then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         -- Whatever we believed: the provider has it, or has given it up.
         delivery_status = case when failed then 'FAILED' else 'SENT' end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message returning l.delivery_status into became;
  if became = 'FAILED' then
    perform bauhaus.drop_what_counted_on_it(n.trip_id, at);
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      'failed', permanent, code, n.attempts + 1, n.event_id, n.correlation_id, at);
  elsif status in ('delivered', 'read')
    and coalesce(n.provider_status not in ('delivered', 'read'), true) and n.trip_id is not null
      then
    perform bauhaus.close_tasks_of_unsent(n.trip_id, n.last_tried_at, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;

comment on function api.delivery_report is
  'ActorStore.deliveryReport: forward only; a failure is final and emits MessageFailed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/delivery_report',
  '35fa65008e74132e61164700c74c63747fc77a0039cc5cc88184c8dd00483859')
on conflict (name) do update set checksum = excluded.checksum;

-- Callbacks that came in at about the same time, in one transaction; by id, so that two such
-- transactions never wait for each other.
create or replace function api.delivery_reports(reports jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  r jsonb;
begin
  for r in select value from jsonb_array_elements(reports) with ordinality as given(value, nth)
    order by value ->> 'id', nth loop
    perform api.delivery_report((r ->> 'id')::uuid, r ->> 'providerId', r ->> 'status',
      r ->> 'code', (r ->> 'permanent')::boolean, (r ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;

comment on function api.delivery_reports is
  'ActorStore.deliveryReport, for all that came in while the last ones were written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/delivery_reports',
  '9b79cf10f69b52a6793b935a0d3a2b637d09e73b4903e1f11a6ebdcece0e133d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  t bauhaus.trips;
  n bauhaus.trips;
  fields jsonb;
  event_id uuid;
begin
  select * into t from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif t.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  elsif t.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  n := bauhaus.edited(t, request -> 'set');
  fields := bauhaus.edited_fields(t, n);
  if fields = '[]' and t.flight_key = n.flight_key and t.origin_zone = n.origin_zone
    and t.destination_zone = n.destination_zone then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(t));
  end if;
  if t.flight_key <> n.flight_key or t.departure_date <> n.departure_date then
    -- Another flight: nothing is known of it yet.
    n.status := 'booked'; n.scheduled_departure := null; n.estimated_departure := null;
    n.estimated_arrival := null;
    n.gate := null; n.terminal := null; n.fa_flight_id := null; n.next_check_at := null;
  end if;
  begin
    update bauhaus.trips x set
      revision = t.revision + 1, updated_at = at, client_name = n.client_name,
      whatsapp = n.whatsapp, language = n.language, flight_number = n.flight_number,
      origin_iata = n.origin_iata, destination_iata = n.destination_iata,
      origin_zone = n.origin_zone, destination_zone = n.destination_zone,
      departure_date = n.departure_date, flight_key = n.flight_key, stay = n.stay,
      return_date = n.return_date, client_description = n.client_description, metadata = n.metadata,
      status = n.status, scheduled_departure = n.scheduled_departure,
      estimated_departure = n.estimated_departure, estimated_arrival = n.estimated_arrival,
      gate = n.gate, terminal = n.terminal, fa_flight_id = n.fa_flight_id,
      next_check_at = n.next_check_at
     where x.id = t.id returning * into n;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select x.id from bauhaus.trips x
       where x.agency_id = t.agency_id and x.whatsapp = n.whatsapp
         and x.passenger_key = bauhaus.passenger_key(n.client_name)
         and x.flight_number = n.flight_number
         and x.local_departure_date = split_part(n.flight_key, '/', 3) and x.status <> 'withdrawn'
         and x.id <> t.id));
  end;
  event_id := bauhaus.uuid_v5(format('["TripChanged","%s",%s]', t.id, n.revision));
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', 'TripChanged', 'version', 1, 'time', bauhaus.instant(at),
    'agencyId', t.agency_id, 'tripId', t.id, 'correlationId', event_id, 'causationId', null,
    'data', jsonb_build_object(
      'revision', n.revision, 'fields', fields, 'notify', request -> 'notify',
      'before', jsonb_build_object('flightKey', t.flight_key,
        'departure', bauhaus.instant(t.departure_date)),
      'after', jsonb_build_object('flightKey', n.flight_key,
        'departure', bauhaus.instant(n.departure_date)))));
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(n), 'fields', fields);
end
$$;

comment on function api.edit_trip is 'TripDesk.edit.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_trip',
  '0700dd9593d05567afc25da8cfbb010f6937652a2c526971a47131cece58a346')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.effect_agencies(ids uuid[]) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)), '[]'::jsonb)
    from bauhaus.notifications_log n where n.id = any (ids)
$$;

comment on function api.effect_agencies is
  'Whose effects these are, for a caller that knows only their ids.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/effect_agencies',
  'e3377ef4b3a6b7a5c405d2c468553de084298c820fe85cfbd9488195b14507f2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_complete_trip_context(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_context(trip_id)
$$;

comment on function api.get_complete_trip_context is
  'Trip, flight, ledger, itinerary, documents and recent messages in one call (TripContext); null '
  'where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_complete_trip_context',
  '3fc1b15f1a0ea646895821ab6ec981e07c7822fc349f385913c6a2ce624882ae')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_conversation(conversation uuid, at_most integer) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  select * into h from bauhaus.conversation_threads x where x.id = conversation;
  if not found then
    return null;
  end if;
  return bauhaus.conversation_json(h) || jsonb_build_object('said', (
    select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at, 'media', m.media) order by m.at, m.direction), '[]'::jsonb)
      from (
        (select 'in' as direction, c.text, c.at, jsonb_array_length(c.media) as media
           from bauhaus.conversations c where c.thread_id = h.id and c.direction = 'in'
             order by c.at desc limit at_most)
        union all
        (select 'out', n.content ->> 'text', n.sent_at, case when n.content ? 'mediaUrl' then 1
          else 0 end
           from bauhaus.notifications_log n
          where n.recipient = h.phone and n.sender = h.sender and n.agency_id = h.agency_id
            and n.sent_at is not null
          order by n.sent_at desc limit at_most)
        order by 3 desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_conversation',
  'c6618d8814006e8f0f762fad2ce6a83ef07b9660872376423d3e7672cee1df8a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_place(place_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.place_json(p) from bauhaus.agency_places p where p.id = place_id
$$;

comment on function api.get_place is 'Places.place.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_place',
  'b161cc49c0abced68c73d281bc92df5b6707758ab905371fa5daa18bfb18654e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_settings() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.settings_of(bauhaus.current_agency())
$$;

comment on function api.get_settings is 'TripDesk.settings: as stored, without defaults.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_settings',
  'bceb65f12b98d079361825162b5447da648b95816f6efafe269291cc99af57c0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_trip(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.trip_json(t) from bauhaus.trips t where t.id = trip_id
$$;

comment on function api.get_trip is 'TripDesk.trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_trip',
  'c2c8fe378d4f602e7de3114a4949383fa1a6a57fc24c218c46e58bc8eb9d5783')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.give_conversation_back(
  conversation uuid, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  select * into h from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  if h.taken_over_until is not null then
    perform bauhaus.conversation_event('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', h.id,
          bauhaus.instant(h.taken_over_until))),
      h.agency_id, jsonb_build_object('conversationId', h.id), at);
  end if;
  update bauhaus.conversation_threads x set taken_over_until = null, taken_over_by = null
    where x.id = conversation returning * into h;
  update bauhaus.tasks k set state = 'done', closed_by = by_whom, closed_at = at,
    closed_reason = 'given_back', updated_at = at
   where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state <> 'done'
     and k.facts ->> 'conversationId' = conversation::text;
  return bauhaus.conversation_json(h);
end
$$;

comment on function api.give_conversation_back is 'ConversationDesk.giveBack.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/give_conversation_back',
  '8b0c6bd1e59038e741820cd9d6e9ac3d27267218b6f5b28c3f210c713cc5ad1b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.has_places() returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(exists (select from bauhaus.agency_places p
      where p.agency_id = bauhaus.current_agency()))
$$;

comment on function api.has_places is 'Places.any.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/has_places',
  'adb4308a639674149e72c38f355e0e708c3afc81a18b7922e61f323253c679ac')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(p.h)
        order by (p.h).last_inbound_at desc nulls last, (p.h).id), '[]'::jsonb)
    from (select h from bauhaus.conversation_threads h
           where h.agency_id = (select bauhaus.current_agency())
             and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
           order by h.last_inbound_at desc nulls last, h.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_conversations is 'ConversationDesk.conversations.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_conversations',
  'd268f9b7c845c5079f352b16f2298ca74f7de77eb01d84c8357454834c14e39f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_places(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.agency_places;
begin
  select * into last from bauhaus.agency_places p where p.id = (filter ->> 'after')::uuid;
  return (select coalesce(jsonb_agg(bauhaus.place_json(p) order by p.city_key, p.name, p.id),
      '[]'::jsonb) from (
    select x.* from bauhaus.agency_places x
     where x.agency_id = bauhaus.current_agency()
       and (filter ->> 'cityKey' is null or x.city_key = filter ->> 'cityKey')
       and (last.id is null or (x.city_key, x.name, x.id) > (last.city_key, last.name, last.id))
     order by x.city_key, x.name, x.id limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.list_places is 'Places.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_places',
  '1d0a76295cdbce4e80a5f8758675e8996041b689ab14564df3dc84a40b6111b1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_tasks(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  condition text := 'k.agency_id = (select bauhaus.current_agency())';
  answer jsonb;
begin
  if filter ->> 'state' is not null then
    condition := condition || ' and k.state = $1 ->> ''state''';
  end if;
  if filter ->> 'tripId' is not null then
    condition := condition || ' and k.trip_id = ($1 ->> ''tripId'')::uuid';
  end if;
  if filter ->> 'taskId' is not null then
    condition := condition || ' and k.id = ($1 ->> ''taskId'')::uuid';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.task_row(p.k) order by (p.k).opened_at desc, (p.k).id), ''[]''::jsonb)
      from (select k from bauhaus.tasks k where ' || condition || '
             order by k.opened_at desc, k.id limit ($1 ->> ''limit'')::integer) p'
    into answer using filter;
  return answer;
end
$$;

comment on function api.list_tasks is 'TripDesk.tasks, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_tasks',
  '972881b83a6b2cbfe47bb7efa60e9a387465bc288e47409c2167763697492fbb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_trips(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  condition text := 't.agency_id = (select bauhaus.current_agency())';
  answer jsonb;
begin
  -- Each filter its own statement, so that each finds its own index; values are bound, never
  -- pasted.
  if filter ->> 'status' is not null then
    condition := condition || ' and t.status = $1 ->> ''status''';
  end if;
  if filter ->> 'whatsapp' is not null then
    condition := condition || ' and t.whatsapp = $1 ->> ''whatsapp''';
  end if;
  if filter ->> 'reference' is not null then
    condition := condition || ' and t.reference = $1 ->> ''reference''';
  end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    condition := condition || ' and (t.departure_date, t.id) < ('
      '($1 #>> ''{before,departure}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute '
    select coalesce(
        jsonb_agg(bauhaus.trip_json(p.t) order by (p.t).departure_date desc, (p.t).id desc),
        ''[]''::jsonb)
      from (select t from bauhaus.trips t where ' || condition || '
             order by t.departure_date desc, t.id desc limit ($1 ->> ''limit'')::integer) p'
    into answer using filter;
  return answer;
end
$$;

comment on function api.list_trips is 'TripDesk.trips.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_trips',
  'aa67f4b7966692a4485a5203578629247c8e3bec25472aec968037496cc27e8e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.load_turn(request jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  actor record;
begin
  select a.version, a.schema_version, a.state into actor
    from bauhaus.actors a where a.agent = request ->> 'agent'
      and a.actor_id = request ->> 'actorId';
  return jsonb_build_object(
    'taken', exists (select from bauhaus.inbox i
       where i.agent = request ->> 'agent' and i.actor_id = request ->> 'actorId'
         and i.event_id = (request ->> 'eventId')::uuid),
    'version', coalesce(actor.version, 0),
    'schemaVersion', coalesce(actor.schema_version, 0),
    'state', actor.state,
    'timerGeneration', case when request ->> 'timerKind' is not null then (select m.generation
      from bauhaus.timers m
       where m.agent = request ->> 'agent' and m.actor_id = request ->> 'actorId'
         and m.kind = request ->> 'timerKind' and m.due is not null) end,
    'trip', case when request ->> 'tripId' is not null
      then bauhaus.trip_core((request ->> 'tripId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null
      then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid,
         (request #>> '{conversation,messageId}')::uuid) end);
end
$$;

comment on function api.load_turn is 'Everything a turn starts from (LoadRequest -> Loaded).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/load_turn',
  'e0eed8cbcf7bd9078aef952fb1a071f41ec718fc2bfed233afb25faa1c66c83e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.mark_carried(ids uuid[]) returns jsonb
language sql set search_path = '' as $$
  with done as (update bauhaus.outbox o set carried_at = now() where o.id = any (ids)
    and o.carried_at is null returning 1)
  select jsonb_build_object('carried', (select count(*) from done))
$$;

comment on function api.mark_carried is 'ActorStore.carried.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/mark_carried',
  '699c3bea5f2770adb220ac8576e351c1ccdb4ff77873c8f91b088ab3ce72f7df')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.model_budget(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'spentMicros', (select coalesce(sum(s.cost_micros), 0) from bauhaus.model_spend s
                     where s.agency_id = bauhaus.current_agency()
                       and s.month = date_trunc('month', at at time zone 'UTC')::date),
    'settings', bauhaus.settings_of(bauhaus.current_agency()))
$$;

comment on function api.model_budget is 'ModelSpend.budget.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/model_budget',
  '64b4025dbfbcf7b8e8256fd25d834852a9b3d7c2700e30c9f468dc7c29219163')
on conflict (name) do update set checksum = excluded.checksum;

-- Inbound words, once the agency is known: as that agency.
create or replace function api.nearest_departure(traveller text, at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(min(abs(extract(epoch from t.departure_date - at)))) from bauhaus.trips t
   where t.agency_id = (select bauhaus.current_agency()) and t.whatsapp = traveller
     and t.status <> 'withdrawn'
$$;

comment on function api.nearest_departure is
  'Seconds between now and the nearest departure of that phone; null without a trip. Tells apart '
  'agencies that share a number.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/nearest_departure',
  '270ddc98cbf3d0d19063d2eda82f88e99df7fc5c0892d3d669ef710d21162ddf')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.operations_report(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'outboxOldestSeconds', coalesce((select extract(epoch from at - min(o.emitted_at))
        from bauhaus.outbox o where o.carried_at is null), 0),
    'timersLateSeconds', coalesce((select greatest(0, extract(epoch from at - min(t.due)))
        from bauhaus.timers t where t.due <= at), 0),
    'unknownEffects', (select count(*) from bauhaus.notifications_log n
      where n.delivery_status = 'UNKNOWN' and n.last_tried_at < at - interval '5 minutes'),
    'quarantined', (select count(*) from bauhaus.quarantine q
      where q.at > operations_report.at - interval '1 hour'),
    'urgentTasks', (select count(*) from bauhaus.tasks k where k.kind = 'critical_unsent'
      and k.state <> 'done'),
    'eventToSendP95Seconds', (
      select percentile_cont(0.95) within group (order by extract(epoch
          from n.sent_at - greatest(n.created_at, n.due_at)))
        from bauhaus.notifications_log n where n.sent_at > at - interval '5 minutes'))
$$;

comment on function api.operations_report is
  'Operations.report: ages and counts over all agencies, no personal data.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/operations_report',
  'd76e451b5b71f9f61714cd4dfe6a6b3a1a1b75930f15388b0611cc26f41d9909')
on conflict (name) do update set checksum = excluded.checksum;

-- The sweeper, as system: it wakes, it never sends, and it sees no personal data.
create or replace function api.overdue(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  late jsonb;
begin
  -- A timer that was woken and is still there is woken again after 1, 2, 4 … minutes, at most an
  -- hour.
  with due as (
    select t.agent, t.actor_id, t.kind from bauhaus.timers t
     where t.due <= at - interval '90 seconds'
       and (t.swept_at is null or t.swept_at >= at
         or t.swept_at + least(interval '1 minute' * (1 << least(t.sweeps - 1, 6)),
           interval '1 hour') <= at)
     order by t.due limit at_most for update skip locked),
  woken as (
    update bauhaus.timers t set swept_at = at, sweeps = t.sweeps + 1
      from due where t.agent = due.agent and t.actor_id = due.actor_id and t.kind = due.kind
        returning t.*)
  select coalesce(jsonb_agg(jsonb_build_object('agent', w.agent, 'actorId', w.actor_id,
        'kind', w.kind, 'generation', w.generation, 'due', w.due,
        'agencyId', w.agency_id, 'tripId', w.trip_id) order by w.due), '[]'::jsonb) into late
          from woken w;
  return jsonb_build_object(
    'timers', late,
    'effects', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id)
          order by n.next_attempt_at), '[]'::jsonb)
          from (select l.id, l.agency_id, l.next_attempt_at from bauhaus.notifications_log l
                 where l.next_attempt_at <= at order by l.next_attempt_at limit at_most) n),
    'events', (select coalesce(jsonb_agg(o.event order by o.emitted_at), '[]'::jsonb)
                 from (select b.event, b.emitted_at from bauhaus.outbox b
                        where b.carried_at is null and b.emitted_at <= at - interval '10 seconds'
                          order by b.emitted_at limit at_most) o));
end
$$;

comment on function api.overdue is
  'ActorStore.overdue: late timers, sends that are due, ended leases, events not carried within '
  'ten seconds.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/overdue',
  'f5771c3f17579a1868226e97b6a8ce50786b36347c25ae70ef3e6471c0c58e19')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.ping() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', true)
$$;

comment on function api.ping is 'TripDesk.ping.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/ping',
  '8787526176efc9dd75adb8583a2b5f8939ebedd274fe9bcc7ef418956e5d461c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.places_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.place_json(p)), '[]'::jsonb) from (
      select x.* from bauhaus.agency_places x left
        join bauhaus.place_meanings m on m.place_id = x.id
       where x.agency_id = bauhaus.current_agency() and m.search_text is distinct from x.search_text
       order by x.id limit at_most) p) end
$$;

comment on function api.places_without_embedding is 'Places.withoutEmbedding.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/places_without_embedding',
  '2271789c480e5462729e6a7e5b835b1703b4b0acf5a479994b5c8f338f2c9979')
on conflict (name) do update set checksum = excluded.checksum;

-- Retention. The inbox outlives the bus's archive and dead letters (14 days each) together;
-- why-trails and flights stay for complaints. At most `at_most` rows of each kind, so that a call
-- is short; the caller repeats while anything was removed.
create or replace function api.purge_expired(at timestamptz, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  counts jsonb := '{}';
  rule record;
  removed integer;
begin
  for rule in
    select * from (values
      ('inbox', 'taken_at', interval '35 days', 'true'),
      ('outbox', 'carried_at', interval '7 days', 'true'),
      ('timers', 'updated_at', interval '70 days', 'due is null'),
      ('decisions', 'at', interval '400 days', 'true'),
      ('flight_status_history', 'recorded_at', interval '400 days', 'true'),
      ('flight_snapshots', 'made_at', interval '1 day', 'true'),
      ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1'),
      ('quarantine', 'at', interval '180 days', 'true')) r (name, age_column, age, also)
  loop
    execute format(
      'delete from bauhaus.%1$I d where d.ctid = any (array('
      'select x.ctid from bauhaus.%1$I x where x.%2$I < $1 and %3$s limit $2))',
      rule.name, rule.age_column, rule.also) using at - rule.age, at_most;
    get diagnostics removed = row_count;
    counts := counts || jsonb_build_object(rule.name, removed);
  end loop;
  update bauhaus.flights f set raw_data = null
   where f.flight_key = any (array(
     select x.flight_key from bauhaus.flights x
       where x.flight_date < (at - interval '30 days')::date
         and x.raw_data is not null limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('raw_data', removed);
end
$$;

comment on function api.purge_expired is
  'Removes what is older than its retention; answers how many rows of each kind.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_expired',
  '4368c91b090c9fbc4516b5bde0b389491d21bb1c7d9d26006c81bcedb035d81c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_flight_snapshot(
  key text, lookup jsonb, at timestamptz
) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.flight_snapshots as s (snapshot_key, lookup, made_at)
  select put_flight_snapshot.key, put_flight_snapshot.lookup,
    (put_flight_snapshot.lookup ->> 'at')::timestamptz
   where put_flight_snapshot.lookup is not null
  on conflict (snapshot_key) do update
     set lookup = case when s.made_at > excluded.made_at then s.lookup else excluded.lookup end,
         made_at = greatest(s.made_at, excluded.made_at), lease_until = null;
  update bauhaus.flight_snapshots s set lease_until = null
    where s.snapshot_key = put_flight_snapshot.key;
  select jsonb_build_object('put', true)
$$;

comment on function api.put_flight_snapshot is
  'FlightSnapshots.put; `lookup` is null where the call said nothing worth sharing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_flight_snapshot',
  '99ccf2276299a919f19d843aed2f962890e9f2bb78cfd97757a92013ee9be386')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_place(place_id uuid, place jsonb, is_new boolean) returns jsonb
language plpgsql set search_path = '' as $$
declare
  p bauhaus.agency_places;
begin
  begin
    if is_new then
      insert into bauhaus.agency_places (id, agency_id, name, address, city, country, lat, lng,
        type, rating, opening_hours, tags, description, identity, city_key, search_text)
      values (place_id, bauhaus.current_agency(), place ->> 'name', place ->> 'address',
        place ->> 'city', place ->> 'country',
        (place ->> 'lat')::double precision, (place ->> 'lng')::double precision, place ->> 'type',
        (place ->> 'rating')::numeric, place ->> 'openingHours',
        array(select jsonb_array_elements_text(place -> 'tags')), place ->> 'description',
          place ->> 'identity', place ->> 'cityKey', place ->> 'searchText')
      returning * into p;
    else
      update bauhaus.agency_places x set
        name = place ->> 'name', address = place ->> 'address', city = place ->> 'city',
        country = place ->> 'country', lat = (place ->> 'lat')::double precision,
        lng = (place ->> 'lng')::double precision, type = place ->> 'type',
        rating = (place ->> 'rating')::numeric, opening_hours = place ->> 'openingHours',
        tags = array(select jsonb_array_elements_text(place -> 'tags')),
        description = place ->> 'description', identity = place ->> 'identity',
        city_key = place ->> 'cityKey', search_text = place ->> 'searchText'
       where x.id = place_id returning * into p;
      if not found then
        return jsonb_build_object('kind', 'not-found');
      end if;
    end if;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'placeId', (
      select x.id from bauhaus.agency_places x where x.agency_id = bauhaus.current_agency()
        and x.identity = place ->> 'identity'));
  end;
  return jsonb_build_object('kind', 'written', 'place', bauhaus.place_json(p));
end
$$;

comment on function api.put_place is 'Places.add and Places.replace.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_place',
  '65ae33a6945d2acb8bd024c62458422f1ce4504abef50f418171f33c9f78da47')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_place_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_embedding((e ->> 'placeId')::uuid, e -> 'embedding')
    from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;

comment on function api.put_place_embeddings is 'Places.putEmbeddings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_place_embeddings',
  '668fcc9aae4b9265ef7d0053b9373873bcde72199ca6bbe4b414a48fdddf14c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_setting(key text, value jsonb, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.agencies_settings as s (agency_id, setting_key, setting_value, updated_at)
    values (bauhaus.current_agency(), key, value, at)
  on conflict (agency_id, setting_key) do update set setting_value = excluded.setting_value,
    updated_at = excluded.updated_at
  returning jsonb_build_object('key', s.setting_key)
$$;

comment on function api.put_setting is 'TripDesk.putSetting.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_setting',
  '17c8838c03da1a4887624ce5962b6212c6e46386bc100b15ef48f525a3ff9e14')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.quarantine_event(entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  event constant jsonb := entry -> 'event';
  at constant timestamptz := (entry ->> 'now')::timestamptz;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
  values (entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid, bauhaus.current_agency(),
    at) on conflict do nothing;
  insert into bauhaus.quarantine (agency_id, agent, actor_id, event_id, event, error, at)
  values (bauhaus.current_agency(), entry ->> 'agent', entry ->> 'actorId', (event ->> 'id')::uuid,
    event, left(entry ->> 'error', 2000), at) on conflict do nothing;
  -- Else the sweeper would fire it for ever.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = entry ->> 'agent' and t.actor_id = entry ->> 'actorId'
       and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  return jsonb_build_object('quarantined', true);
end
$$;

comment on function api.quarantine_event is 'ActorStore.quarantine.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/quarantine_event',
  'e68792dc29aa99c7534dd3fbfb261b551182bd48309ea4249254ff57192a8d39')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_alert(alert jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  f record;
  told integer := 0;
  event_id uuid;
begin
  for f in
    select l.flight_key from bauhaus.flights l
     where (l.alert_id = alert ->> 'alertId' or l.fa_flight_id = alert ->> 'faFlightId')
       and exists (select from bauhaus.trips t where t.flight_key = l.flight_key
         and t.status <> 'withdrawn')
     order by l.flight_key
  loop
    event_id := bauhaus.uuid_v5(format('["FlightAlertReceived",%s,"%s"]', alert -> 'eventKey',
        f.flight_key));
    perform bauhaus.emit(jsonb_build_object(
      'id', event_id, 'type', 'FlightAlertReceived', 'version', 1,
      'time', bauhaus.instant((alert ->> 'now')::timestamptz), 'agencyId', null, 'tripId', null,
      'correlationId', event_id, 'causationId', null,
      'data', jsonb_build_object('flightKey', f.flight_key, 'alertId', alert ->> 'alertId',
        'code', alert ->> 'code', 'faFlightId', alert ->> 'faFlightId',
        'reading', alert -> 'reading')));
    told := told + 1;
  end loop;
  return to_jsonb(told);
end
$$;

comment on function api.receive_alert is
  'TripDesk.receiveAlert: one event for each followed flight that the alert is about; answers how '
  'many.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/receive_alert',
  'ec99c0e8b4be1d3e4f87dedb8b51c0f86d58b7ee82e6b2155292452a0ed09e09')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid;
  is_new boolean;
begin
  insert into bauhaus.conversation_threads as h (id, agency_id, sender, phone, last_inbound_at,
    inserted_at)
  values ((message ->> 'conversationId')::uuid, agency, message ->> 'sender', message ->> 'phone',
    at, at)
  on conflict (agency_id, sender, phone) do update
    set last_inbound_at = greatest(h.last_inbound_at, excluded.last_inbound_at)
  returning h.id into thread;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, media, provider_id,
    at)
  values ((message ->> 'messageId')::uuid, agency, thread, 'in', message ->> 'text',
    message -> 'media', message ->> 'providerId', at)
  on conflict do nothing;
  is_new := found;
  if is_new then
    perform bauhaus.emit(jsonb_build_object(
      'id', message -> 'eventId', 'type', 'InboundMessageReceived', 'version', 1,
      'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', null,
      'correlationId', message -> 'eventId', 'causationId', null,
      'data', jsonb_build_object('conversationId', thread, 'messageId', message ->> 'messageId')));
  end if;
  return jsonb_build_object('conversationId', thread, 'first', is_new);
end
$$;

comment on function api.receive_inbound is
  'TripDesk.receiveInbound, as the agency whose number it was sent to.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/receive_inbound',
  'cc0816e37939dab5f92ab147066b13f6cfd2027453d2486775094c9d703da336')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.record_model_call(entry jsonb) returns jsonb
language sql set search_path = '' as $$
  insert into bauhaus.model_spend as s (agency_id, month, purpose, calls, failures, input_tokens,
    cached_input_tokens, output_tokens, cost_micros)
  values (bauhaus.current_agency(),
    date_trunc('month', (entry ->> 'now')::timestamptz at time zone 'UTC')::date,
    entry ->> 'purpose', 1,
    (entry ->> 'failed')::boolean::integer, (entry #>> '{usage,inputTokens}')::bigint,
    (entry #>> '{usage,cachedInputTokens}')::bigint,
    (entry #>> '{usage,outputTokens}')::bigint, (entry #>> '{usage,costMicros}')::bigint)
  on conflict (agency_id, month, purpose) do update
     set calls = s.calls + 1, failures = s.failures + excluded.failures,
         input_tokens = s.input_tokens + excluded.input_tokens,
         cached_input_tokens = s.cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = s.output_tokens + excluded.output_tokens,
         cost_micros = s.cost_micros + excluded.cost_micros
  returning to_jsonb(true)
$$;

comment on function api.record_model_call is 'ModelSpend.record.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/record_model_call',
  '166dda3a5129483ed6027158f485e1cfccfeedbe8b31a8a47cdd977a0aee17ec')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_place(place_id uuid) returns jsonb
language sql set search_path = '' as $$
  with gone as (delete from bauhaus.agency_places p where p.id = place_id
    returning 1) select to_jsonb(exists (select from gone))
$$;

comment on function api.remove_place is 'Places.remove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_place',
  '34af6e0975206c1f488e7b08deb5594cc25d361b2cc9f57122267ffa2f766d06')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.request_itinerary(
  trip_id uuid, request_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  t bauhaus.trips;
begin
  select * into t from bauhaus.trips x where x.id = request_itinerary.trip_id
    and x.status <> 'withdrawn';
  if not found then
    return to_jsonb(false);
  end if;
  perform bauhaus.emit(jsonb_build_object(
    'id', request_id, 'type', 'ItineraryRequested', 'version', 1, 'time', bauhaus.instant(at),
    'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', request_id, 'causationId', null, 'data', jsonb_build_object('by', 'agency')));
  return to_jsonb(true);
end
$$;

comment on function api.request_itinerary is 'Itineraries.requestItinerary.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/request_itinerary',
  'f7e394d2331a0f2c0c12a60868f7c3868696c3f66b6525c92bab2b6ff3bc7333')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.search_places(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  keys constant jsonb := request -> 'cityKeys';
  near constant jsonb := nullif(request -> 'near', 'null'::jsonb);
  meaning constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  at_most constant integer := (request ->> 'limit')::integer;
  -- Any of the words: what they say together is for the ranking.
  words constant tsquery := (select coalesce(string_agg(quote_literal(w), ' | '), '')::tsquery
                               from unnest(
                                 pg_catalog.tsvector_to_array(to_tsvector('simple'::regconfig,
                                     request ->> 'text'))) w);
begin
  return (select coalesce(jsonb_agg(bauhaus.place_json(found.p) order by found.place), '[]'::jsonb)
    from (
    select p,
      row_number() over (order by n.distance nulls last, pg_catalog.ts_rank(p.search, words) desc,
        p.rating desc nulls last, p.name, p.id) as place
      from bauhaus.agency_places p
      left join bauhaus.nearest_places(keys, near, meaning, at_most) n on meaning is not null
        and n.id = p.id
     where p.agency_id = bauhaus.current_agency() and bauhaus.place_is_at(p, keys, near)
     order by 2 limit at_most) found);
end
$$;

comment on function api.search_places is
  'Places.search: by meaning where the server has vectors and the request brings one, else by '
  'words.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/search_places',
  '25835396ba97da969203a421c3fc79ce3936cadc0c6a520104a5d0a073bfab72')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.settle_effects(settlements jsonb, at timestamptz) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  s jsonb;
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for s in select value from jsonb_array_elements(settlements) order by value ->> 'id' loop
    n := bauhaus.settle_one(s);
    if n.id is not null and n.delivery_status not in ('SENDING', 'UNKNOWN') then
      one := bauhaus.claim_waiting(n.sender, n.recipient, at);
      if one is not null then
        claims := claims || one;
      end if;
    end if;
  end loop;
  return claims;
end
$$;

comment on function api.settle_effects is
  'ActorStore.settle: moves claimed effects on, and claims what was waiting behind them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/settle_effects',
  '7ad7d98190e276a72ac4c670e6e4998975a71b5f6c9e3f2ad4bb868fa0b7f47e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.swap_circuit_breaker(
  service text, expected_version integer, state jsonb, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  b bauhaus.circuit_breakers;
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
   returning * into b;
  swapped := found;
  if not swapped then
    select * into b from bauhaus.circuit_breakers c where c.service = swap_circuit_breaker.service;
  end if;
  return jsonb_build_object('swapped', swapped, 'current', bauhaus.breaker_row(b));
end
$$;

comment on function api.swap_circuit_breaker is 'CircuitBreakers.swap: compare and set by version.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/swap_circuit_breaker',
  'a31ecf4e9b57554eb9ef26f8c496018926bd08cc28ad9d744255e2d66a44dba9')
on conflict (name) do update set checksum = excluded.checksum;

-- Concurrent looks at one flight make one call (shared/ports/flight-snapshots.ts).
create or replace function api.take_flight_snapshot(
  key text, at timestamptz, max_age_ms integer, lease_ms integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  s bauhaus.flight_snapshots;
begin
  insert into bauhaus.flight_snapshots (snapshot_key) values (key) on conflict do nothing;
  select * into strict s from bauhaus.flight_snapshots x where x.snapshot_key = key for update;
  if s.made_at >= at - max_age_ms * interval '1 millisecond' then
    return jsonb_build_object('kind', 'fresh', 'lookup', s.lookup);
  elsif s.lease_until > at then
    return jsonb_build_object('kind', 'wait');
  end if;
  update bauhaus.flight_snapshots x set lease_until = at + lease_ms * interval '1 millisecond'
    where x.snapshot_key = key;
  return jsonb_build_object('kind', 'ask');
end
$$;

comment on function api.take_flight_snapshot is 'FlightSnapshots.take.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_flight_snapshot',
  '18c19ae937207a260101bc37f35e30e1c75993dd9fc48f39b42cae3277b8bc54')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz, event_id uuid
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
begin
  h := bauhaus.take_over(conversation, by_whom, until_when, at);
  if h.id is null then
    return null;
  end if;
  perform bauhaus.conversation_event('HumanTakeoverStarted', event_id, h.agency_id,
    jsonb_build_object('conversationId', h.id), at);
  return bauhaus.conversation_json(h);
end
$$;

comment on function api.take_over_conversation is 'ConversationDesk.takeOver.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_over_conversation',
  '708ad14b0dfb9a721aa9025c7a32ef6fe9e52a4f40155fef9605a7d3f5d273ab')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.take_uncarried(
  types text[], at timestamptz, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  taken jsonb;
begin
  with waiting as (
    select o.id from bauhaus.outbox o
     where o.carried_at is null and o.type = any (types)
       and (o.handed_at is null or o.handed_at < at - interval '10 seconds')
     order by o.emitted_at limit at_most for update skip locked),
  handed as (
    update bauhaus.outbox o set handed_at = at from waiting w where o.id = w.id
      returning o.event, o.emitted_at)
  select coalesce(jsonb_agg(h.event order by h.emitted_at), '[]'::jsonb) into taken from handed h;
  return taken;
end
$$;

comment on function api.take_uncarried is
  'Outbox.takeUncarried: events that were not carried, lent to the caller for ten seconds.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_uncarried',
  '4ec9d36fd69c8cab77d871e517fac0d5b346a56bb6f2774d3578119d7ff0e95f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_documents(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.document_json(d) order by d.uploaded_at, d.id),
      '[]'::jsonb) from bauhaus.documents d where d.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_documents.trip_id
$$;

comment on function api.trip_documents is
  'ConversationDesk.documents; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_documents',
  '35dcc1a12af39d6321dda40a098a67276cd2d8165ebd108f6304469999406efd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_itineraries(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.itinerary_json(i) order by i.version desc), '[]'::jsonb)
    from bauhaus.itineraries i where i.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_itineraries.trip_id
$$;

comment on function api.trip_itineraries is
  'Itineraries.itineraries; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_itineraries',
  'f21881042b3cf0820a2ed46223a5d5d2390ebf8efb62a1deaa46a4aef8a2ff89')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_messages(trip_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]'::jsonb)
    from bauhaus.notifications_log n where n.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_messages.trip_id
$$;

comment on function api.trip_messages is
  'TripDesk.messages; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_messages',
  '805c949f3f10a6c0b4bd05c8ea0874cad3288f75128dc68a483510ad4dbacd75')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_timeline(trip_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  t bauhaus.trips;
  entries jsonb;
begin
  select * into t from bauhaus.trips x where x.id = trip_timeline.trip_id;
  if not found then
    return null;
  end if;
  with entry (at, place, kind, summary, detail) as (
    select h.recorded_at, 1, 'flight', concat_ws(' ', h.status, 'gate ' || h.gate_origin),
      jsonb_build_object(
      'status', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
      'belt', h.baggage_claim, 'scheduledDeparture', h.scheduled_out,
      'departure', h.estimated_out, 'departed', h.actual_out, 'arrival', h.estimated_in,
      'landed', h.actual_in, 'divertedTo', h.diverted_to, 'source', h.source)
      from bauhaus.flight_status_history h where h.flight_key = t.flight_key
    union all
    select d.at, 2, 'decision', concat_ws(' ', d.decision, d.subject || ':', d.rule),
      jsonb_build_object(
      'agent', d.agent, 'event', d.event_type, 'decision', d.decision, 'subject', d.subject,
      'rule', d.rule) || jsonb_build_object('detail', d.detail)
      from bauhaus.decisions d where d.trip_id = t.id
    union all
    select coalesce(n.sent_at, n.created_at), 3,
      'message', concat_ws(' ', n.notification_type, lower(n.delivery_status)),
      bauhaus.message_row(n)
      from bauhaus.notifications_log n where n.trip_id = t.id
    union all
    select k.opened_at, 4, 'task', concat_ws(' ', k.kind, k.state), bauhaus.task_row(k)
      from bauhaus.tasks k where k.trip_id = t.id
    union all
    select c.at, 5, 'inbound',
      'the traveller wrote', jsonb_build_object('text', c.text,
        'media', jsonb_array_length(c.media))
      from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
     where h.agency_id = t.agency_id and h.phone = t.whatsapp and c.direction = 'in'
       and c.at >= t.inserted_at)
  select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'summary', e.summary,
        'detail', e.detail) order by e.at, e.place), '[]'::jsonb)
    into entries from entry e;
  return entries;
end
$$;

comment on function api.trip_timeline is
  'TripDesk.timeline; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_timeline',
  'e51d1011c132ec01effff8b8462ef9e2b6c4fb6bc7a22a011d8258e403f3515f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.update_task(
  task_id uuid, to_state text, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.tasks;
  order_of constant jsonb := '{"open": 1, "claimed": 2, "done": 3}';
begin
  select * into k from bauhaus.tasks x where x.id = task_id for update;
  if not found then
    return null;
  end if;
  if (order_of ->> to_state)::integer > (order_of ->> k.state)::integer then
    update bauhaus.tasks x
       set state = to_state, updated_at = at,
           claimed_by = case to_state when 'claimed' then by_whom else x.claimed_by end,
           closed_by = case to_state when 'done' then by_whom end,
           closed_at = case to_state when 'done' then at end,
           closed_reason = case to_state when 'done' then 'done_by_agency' end
     where x.id = task_id returning * into k;
  end if;
  return bauhaus.task_row(k);
end
$$;

comment on function api.update_task is 'TripDesk.updateTask: open, claimed, done, never back.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/update_task',
  '4db4061685581cca2e7fd911d54ab3e0e4aa51007b896d84f23e9366fb2a27ba')
on conflict (name) do update set checksum = excluded.checksum;

-- Found by key: what waits has a next attempt (notifications_log_states), and to ask for it as well
-- offers Postgres the index of everything that waits, of all agencies.
create or replace function api.waiting_effects(ids uuid[], keys text[]) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'agencyId', n.agency_id,
          'at', n.next_attempt_at) order by n.next_attempt_at), '[]'::jsonb)
      from bauhaus.notifications_log n
     where (n.id = any (ids) or n.agency_id = bauhaus.current_agency()
       and n.effect_key = any (keys)) and n.delivery_status in ('PENDING', 'UNKNOWN'));
end
$$;

comment on function api.waiting_effects is
  'WaitingEffects.waitingEffects: of these messages, by id or by key, those that somebody has to '
  'look at again, and when.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/waiting_effects',
  'd484852df08f145ec789d7a1c5efbaad09c18a8f3560ec5257324cc6a70ede8e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  h bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into h from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at)
  values ((request ->> 'messageId')::uuid, h.agency_id, h.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at)
  on conflict do nothing;
  if found then
    h := bauhaus.take_over(h.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.conversation_event('HumanReplied', (request ->> 'eventId')::uuid, h.agency_id,
      jsonb_build_object('conversationId', h.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(h);
end
$$;

comment on function api.write_to_traveller is 'ConversationDesk.writeTo.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/write_to_traveller',
  'aecf5b7d9dc9d533980c77e24b7b390c88fd4bcf677e49957675ad468cd38950')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_json',
  '538d3d4cdc8e635d827e58a04e2686ec56ba315f1024dc9b7c86a0db29a0f71e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.announce_failure(
  message uuid, agency uuid, trip uuid, kind text, condition text, for_good boolean, code text,
  tries integer, cause uuid, story uuid, at timestamptz, nth integer default null
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', bauhaus.uuid_v5(format('["MessageFailed","%s",%s,"%s"]', message, coalesce(nth, tries),
        condition)),
    'type', 'MessageFailed', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency,
    'tripId', trip, 'correlationId', story, 'causationId', cause,
    'data', jsonb_build_object('messageId', message, 'type', kind, 'state', condition,
      'permanent', for_good, 'code', code, 'attempts', tries)));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/announce_failure',
  'b87cffbf7c28d2e1593f1b6ffe96332bfc5969d6f36a9b54f0603125171c78a1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.apply_task(k jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  if k ->> 'op' = 'open' and k ->> 'tripId' is null then
    -- Of somebody who has no trip: one for each kind and conversation.
    update bauhaus.tasks t set reason = k ->> 'reason', facts = k -> 'facts',
      severity = k ->> 'severity', updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = k ->> 'kind'
       and t.state <> 'done'
       and t.facts ->> 'conversationId' = k #>> '{facts,conversationId}';
    if not found then
      insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
        updated_at)
      values (bauhaus.current_agency(), null, k ->> 'kind', k ->> 'severity', k ->> 'reason',
        k -> 'facts', at, at);
    end if;
  elsif k ->> 'op' = 'open' then
    insert into bauhaus.tasks as t (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    select r.agency_id, r.id, k ->> 'kind', k ->> 'severity', k ->> 'reason', k -> 'facts', at, at
      from bauhaus.trips r where r.id = (k ->> 'tripId')::uuid
    on conflict (trip_id, kind) where state <> 'done' do update
       set reason = excluded.reason, facts = excluded.facts, severity = excluded.severity,
           updated_at = at;
  elsif k ->> 'tripId' is null then
    update bauhaus.tasks t set state = 'done', closed_reason = k ->> 'reason', closed_at = at,
      updated_at = at
     where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = k ->> 'kind'
       and t.state <> 'done'
       and t.facts ->> 'conversationId' = k ->> 'conversationId';
  else
    update bauhaus.tasks t set state = 'done', closed_reason = k ->> 'reason', closed_at = at,
      updated_at = at
     where t.trip_id = (k ->> 'tripId')::uuid and t.kind = k ->> 'kind' and t.state <> 'done';
  end if;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/apply_task',
  '12bb661cfc664d61ae598ef2ab1a4adf33895dd53314a22a8d0688e92d7a15db')
on conflict (name) do update set checksum = excluded.checksum;

-- Sets or clears; a cleared timer keeps its row, so that the generation goes on counting. Null:
-- there was nothing to clear.
create or replace function bauhaus.apply_timer(c jsonb, turn jsonb, at timestamptz) returns jsonb
language plpgsql as $$
declare
  m bauhaus.timers;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
begin
  if c ->> 'due' is null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn ->> 'agent' and t.actor_id = turn ->> 'actorId' and t.kind = c ->> 'kind'
       returning * into m;
  else
    insert into bauhaus.timers as t (agent, actor_id, kind, generation, due, agency_id, trip_id,
      updated_at)
    values (turn ->> 'agent', turn ->> 'actorId', c ->> 'kind', 1, (c ->> 'due')::timestamptz,
      tenant,
      case when tenant is not null then (turn #>> '{event,tripId}')::uuid end, at)
    on conflict (agent, actor_id, kind) do update
       set generation = t.generation + 1, due = excluded.due,
           trip_id = coalesce(excluded.trip_id, t.trip_id), sweeps = 0, swept_at = null,
           updated_at = at
    returning * into m;
  end if;
  return case when m.agent is not null then bauhaus.timer_json(m) end;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/apply_timer',
  '56aeb9dc41f1810251d001d35236689933d21db2a23631dd2186b2251b7a0d99')
on conflict (name) do update set checksum = excluded.checksum;

-- What stands in the way of a booking, as a BookResult; null: nothing.
create or replace function bauhaus.booked_already(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  b constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName',
    b ->> 'flightNumber', b ->> 'flightKey');
  t bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency
      and x.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return case when t.booked_as = identity
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
        else jsonb_build_object('kind', 'key-reused', 'tripId', t.id) end;
    end if;
  end if;
  if b ->> 'reference' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency
      and x.reference = b ->> 'reference' and x.status <> 'withdrawn';
    if found then
      return case
        when identity in (t.booked_as,
          bauhaus.booking_identity(t.whatsapp, t.client_name, t.flight_number, t.flight_key))
        then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
        else jsonb_build_object('kind', 'reference-taken', 'tripId', t.id) end;
    end if;
  end if;
  select * into t from bauhaus.trips x
   where x.agency_id = agency and x.whatsapp = b ->> 'whatsapp'
     and x.passenger_key = bauhaus.passenger_key(b ->> 'clientName')
     and x.flight_number = b ->> 'flightNumber'
     and x.local_departure_date = split_part(b ->> 'flightKey', '/', 3) and x.status <> 'withdrawn';
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', t.id) end;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/booked_already',
  '549c009dd3b0d51b2b099608c59f82a51a03a610bfe5427cc61e1bae1d7db5a2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.booking_identity(
  phone text, passenger text, flight text, key text
) returns text
language sql immutable as $$
  select concat_ws('|', phone, bauhaus.passenger_key(passenger), flight, split_part(key, '/', 3))
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/booking_identity',
  '74835816f4d6812e5c367a18976d32ed89db58fe768a61fba08b2dc1a27d7999')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.breaker_row(b bauhaus.circuit_breakers) returns jsonb
language sql immutable as $$
  select jsonb_build_object('service', b.service, 'version', b.version, 'state', jsonb_build_object(
    'failures', b.failures, 'failingSince', b.failing_since, 'openings', b.openings,
    'openedAt', b.opened_at,
    'openUntil', b.open_until, 'probeUntil', b.probe_until))
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/breaker_row',
  'ba50b7c8aa92f7a55513393e781fd7e3043f8ff4276df3ac9979aba5e884ab72')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim(ids uuid[], at timestamptz) returns jsonb
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
  claims jsonb := '[]';
begin
  for n in
    select * from bauhaus.notifications_log where id = any (ids) and next_attempt_at <= at
     order by critical desc, due_at, seq for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      claims := claims || one;
    end if;
  end loop;
  return claims;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim',
  '144ec27930fb04b8e5818fec2869af63743d147476c00a8cc47a6318725745c2')
on conflict (name) do update set checksum = excluded.checksum;

-- Takes one locked row that is due, if nothing speaks against it; answers the claim, or null after
-- having moved or dropped the row.
create or replace function bauhaus.claim_one(
  n bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
begin
  if n.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1, lease_until = at + interval '60 seconds',
           next_attempt_at = at + interval '60 seconds', updated_at = at
     where id = n.id returning * into n;
    return bauhaus.claimed_effect(n, 'reconcile');
  end if;
  n := bauhaus.moved_on(n, at);
  update bauhaus.notifications_log
     set delivery_status = n.delivery_status, error_message = n.error_message,
         next_attempt_at = n.next_attempt_at, fence = n.fence,
         lease_until = n.lease_until, slot_at = n.slot_at, waits_for_pair = n.waits_for_pair,
         first_tried_at = n.first_tried_at, last_tried_at = n.last_tried_at,
         try_order = n.try_order, updated_at = at
   where id = n.id;
  return case when n.delivery_status = 'SENDING' then bauhaus.claimed_effect(n, 'send') end;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_one',
  '1c1ba0a1eeb963498e937936c06337777092e4370457c058151c3971fd61c0b2')
on conflict (name) do update set checksum = excluded.checksum;

-- After a message is settled, the next one from the same number to the same phone.
create or replace function bauhaus.claim_waiting(
  from_number text, to_phone text, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  one jsonb;
begin
  if exists (select from bauhaus.notifications_log
              where sender = from_number and recipient = to_phone
                and delivery_status in ('SENDING', 'UNKNOWN')) then
    return null;
  end if;
  for n in
    select * from bauhaus.notifications_log
     where sender = from_number and recipient = to_phone and delivery_status = 'PENDING'
       and due_at <= at and (waits_for_pair or next_attempt_at <= at)
     order by critical desc, due_at, seq limit 20 for update skip locked
  loop
    one := bauhaus.claim_one(n, at);
    if one is not null then
      return one;
    end if;
  end loop;
  return null;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_waiting',
  '6c39074bb360fed8f7b8d3e8bbdeb77674ec5f1248531fc9f3312d3166c5c065')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claimed_effect(
  n bauhaus.notifications_log, how text
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'id', n.id, 'fence', n.fence, 'mode', how, 'agencyId', n.agency_id, 'tripId', n.trip_id,
    'type', n.notification_type, 'from', n.sender, 'to', n.recipient, 'content', n.content,
    'critical', n.critical, 'attempts', n.attempts, 'emptyLists', n.empty_lists,
    'firstTriedAt', n.first_tried_at, 'lastTriedAt', n.last_tried_at, 'expiresAt', n.expires_at,
    'leaseUntil', n.lease_until,
    'retryLimits', (select s.setting_value from bauhaus.agencies_settings s
      where s.agency_id = n.agency_id and s.setting_key = 'retry_limits'),
    'accountedFor', case when how = 'send' then '[]'::jsonb
      else to_jsonb(n.former_provider_ids) || (
       select coalesce(jsonb_agg(held.id order by held.at), '[]'::jsonb) from (
         select unnest(o.former_provider_ids || o.provider_id) as id, o.sent_at as at
           from bauhaus.notifications_log o
          where o.recipient = n.recipient and o.sender = n.sender and o.id <> n.id
            and o.sent_at >= n.last_tried_at - interval '1 minute') held
        where held.id is not null) end));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claimed_effect',
  '3d9c4869d147c553cb7ac4c726b08b26b2d183bfa7fa5ca0c44a1a819b64abca')
on conflict (name) do update set checksum = excluded.checksum;

-- After a message that was tried at that instant has arrived. A failure that is newer than it
-- stands; what makes up for a message that failed is said by makesUpFor in
-- shared/domain/message.ts.
create or replace function bauhaus.close_tasks_of_unsent(
  trip uuid, tried timestamptz, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable' and not exists (
            select from bauhaus.notifications_log n where n.trip_id = trip and n.permanent
              and n.last_tried_at > tried)
          or k.kind = 'critical_unsent' and not exists (
            select from bauhaus.notifications_log n
             where n.trip_id = trip
               and (n.critical or n.notification_type in ('delayed', 'gate_change'))
               and (n.delivery_status = 'UNKNOWN'
                    or n.delivery_status in ('PENDING', 'SENDING')
                    and (n.attempts > 0 or n.error_code is not null)
                    or n.delivery_status = 'FAILED' and not exists (
                         select from bauhaus.notifications_log l
                          where l.trip_id = trip and l.provider_status in ('delivered', 'read')
                            and l.last_tried_at > n.last_tried_at
                            and (l.notification_type = 'landing'
                                 or case when n.notification_type in ('trip_changed',
                                   'trip_cancelled') then l.notification_type in ('trip_changed',
                                     'trip_cancelled')
                                   else l.critical
                                     or l.notification_type in ('delayed', 'gate_change',
                                       '24h_reminder') end)))));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/close_tasks_of_unsent',
  '789c4ab8ce32d0d9e8a5e053c24fede7c72c7d4890b5508a3dde72145741c571')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_context(wanted uuid, about uuid) returns jsonb
language plpgsql stable as $$
declare
  h bauhaus.conversation_threads;
  a bauhaus.agencies;
begin
  select * into h from bauhaus.conversation_threads where id = wanted;
  if not found then
    return null;
  end if;
  select * into strict a from bauhaus.agencies where id = h.agency_id;
  return jsonb_build_object(
    'id', h.id,
    'agency', bauhaus.agency_json(a),
    'settings', bauhaus.settings_of(a.id),
    'phone', h.phone,
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at,
        'providerId', c.provider_id, 'media', c.media)
        from bauhaus.conversations c where c.id = about and c.thread_id = h.id),
    'optedOut', bauhaus.is_silenced(h.sender, h.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = h.phone
          and t.status <> 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = a.id and c.phone = h.phone),
    'takenOverUntil', h.taken_over_until,
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n
       where n.sender = h.sender and n.recipient = h.phone and n.agency_id = h.agency_id
         and n.delivery_status = 'PENDING' and n.notification_type = 'reply'));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_context',
  '335823578a37f4f81a0fa1041bcf820c2c4fcfdaa1bb8e6d36036f8603fbd4fe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_event(
  kind text, event_id uuid, agency uuid, data jsonb, at timestamptz
) returns void
language plpgsql as $$
begin
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', kind, 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency,
    'tripId', null, 'correlationId', event_id, 'causationId', null,
    'data', data));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_event',
  'e6505e725e9b5128d0e9131510418ab001c0db6075525527e595eb859f6119ba')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at,
    'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'optedOut', bauhaus.is_silenced(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t
      where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_json',
  '716c7bd5a34dfe5191ba9aea5bc23573f0011425cec5b5866de6c3ebd9476309')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.current_agency() returns uuid
language sql stable parallel safe as $$
  select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'agency_id')::uuid
$$;

comment on function bauhaus.current_agency is
  'The tenant of this request, from its token; null for system.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/current_agency',
  'efc3db3e531e258eb43a1081eaeb15a9fb3b87911b7f1da32501c531cd844285')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_entry(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name,
    'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_entry',
  'ea1ad5af05b334d6076761fcb78e59de86aac733f1b70af8b7308fa3252593f3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_json(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path,
    'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type,
    'uploadedAt', d.uploaded_at)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_json',
  'bcfb51b2bd4406e4fae0e364b4476f377a82e88bbc5ec00968152b30b70a80b1')
on conflict (name) do update set checksum = excluded.checksum;

-- What of the trip waits was decided on the belief that a message is told which turned out unsent.
-- Its actor hears of that (MessageFailed) and decides again; until then nothing of it goes out. An
-- answer in the conversation is nobody's to decide again.
create or replace function bauhaus.drop_what_counted_on_it(trip uuid, at timestamptz) returns void
language plpgsql as $$
begin
  update bauhaus.notifications_log n
     set delivery_status = 'DROPPED', error_message = 'overtaken', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
   where n.trip_id = trip and n.delivery_status = 'PENDING'
     and n.notification_type not in ('reply', 'agency_reply', 'opt_out_ack', 'opt_out_question',
       'opt_out_notice', 'opt_in_ack');
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/drop_what_counted_on_it',
  'dcfae96a2a20ed62b7794eb0d0fc12584cee90d3cf3144c479cfc56d22d6f0d0')
on conflict (name) do update set checksum = excluded.checksum;

-- The trip with the fields of `set` put in; nothing is written.
create or replace function bauhaus.edited(t bauhaus.trips, set jsonb) returns bauhaus.trips
language plpgsql stable as $$
declare
  n bauhaus.trips := t;
begin
  if set ? 'clientName' then n.client_name := set ->> 'clientName'; end if;
  if set ? 'whatsapp' then n.whatsapp := set ->> 'whatsapp'; end if;
  if set ? 'language' then n.language := set ->> 'language'; end if;
  if set ? 'flightNumber' then n.flight_number := set ->> 'flightNumber'; end if;
  if set ? 'originIata' then n.origin_iata := set ->> 'originIata'; end if;
  if set ? 'destinationIata' then n.destination_iata := set ->> 'destinationIata'; end if;
  if set ? 'originZone' then n.origin_zone := set ->> 'originZone'; end if;
  if set ? 'destinationZone' then n.destination_zone := set ->> 'destinationZone'; end if;
  if set ? 'departure' then n.departure_date := (set ->> 'departure')::timestamptz; end if;
  if set ? 'flightKey' then n.flight_key := set ->> 'flightKey'; end if;
  if set ? 'stay' then n.stay := set ->> 'stay'; end if;
  if set ? 'returnDate' then n.return_date := (set ->> 'returnDate')::date; end if;
  if set ? 'clientDescription' then n.client_description := set ->> 'clientDescription'; end if;
  if set ? 'metadata' then n.metadata := set -> 'metadata'; end if;
  return n;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/edited',
  '60e75823b49afb3fd771e973fec9e127dacaab7df4618b4c74ef83a6f632f0fd')
on conflict (name) do update set checksum = excluded.checksum;

-- Names of the fields in which the two differ; what follows from others (key, zones) is not named.
create or replace function bauhaus.edited_fields(a bauhaus.trips, b bauhaus.trips) returns jsonb
language sql stable as $$
  select coalesce(jsonb_agg(f.name order by f.place), '[]'::jsonb) from (values
    (1, 'clientName', a.client_name is distinct from b.client_name),
    (2, 'whatsapp', a.whatsapp is distinct from b.whatsapp),
    (3, 'language', a.language is distinct from b.language),
    (4, 'flightNumber', a.flight_number is distinct from b.flight_number),
    (5, 'originIata', a.origin_iata is distinct from b.origin_iata),
    (6, 'destinationIata', a.destination_iata is distinct from b.destination_iata),
    (7, 'departure', a.departure_date is distinct from b.departure_date),
    (8, 'stay', a.stay is distinct from b.stay),
    (9, 'returnDate', a.return_date is distinct from b.return_date),
    (10, 'clientDescription', a.client_description is distinct from b.client_description),
    (11, 'metadata', a.metadata is distinct from b.metadata)) f (place, name, differs)
      where f.differs
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/edited_fields',
  '60b02c1cdf55a782c6d0a4c1d07308964b00cff17ef3f37ba0340e4fc2aa000d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit(event jsonb) returns void
language plpgsql as $$
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values ((event ->> 'id')::uuid, (event ->> 'agencyId')::uuid, event ->> 'type', event,
    (event ->> 'time')::timestamptz)
  on conflict (id) do nothing;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit',
  '33d947002032d00fa4d6ea34be801db8ce9a374c852a9d46fb4dbcc8c7477334')
on conflict (name) do update set checksum = excluded.checksum;

-- How a message enters the ledger (see EffectCommand): answers its row, or nulls where its key is
-- already there. One that is alone in its turn and due goes in as what becomes of it; several wait
-- for each other's order (bauhaus.claim).
create or replace function bauhaus.enter_effect(
  e jsonb, agency uuid, event jsonb, at timestamptz, alone boolean
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  entered bauhaus.notifications_log;
begin
  entered.id := gen_random_uuid();
  entered.agency_id := agency;
  entered.trip_id := e ->> 'tripId';
  entered.effect_key := e ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id,
  -- notification_type, extra_data}.
  entered.idempotency_hash := left(encode(sha256(convert_to(format(
    '{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
    e -> 'key', e -> 'episode', e -> 'type', e -> 'tripId'), 'UTF8')), 'hex'), 16);
  entered.notification_type := e ->> 'type';
  entered.episode := e ->> 'episode';
  entered.template_name := e #>> '{content,template}';
  entered.sender := e ->> 'from';
  entered.recipient := e ->> 'to';
  entered.content := e -> 'content';
  entered.told := e -> 'told';
  entered.critical := e ->> 'critical';
  entered.even_if_opted_out := e ->> 'evenIfOptedOut';
  entered.due_at := e ->> 'dueAt';
  entered.expires_at := e ->> 'expiresAt';
  entered.event_id := event ->> 'id';
  entered.correlation_id := event ->> 'correlationId';
  entered.delivery_status := 'PENDING';
  entered.next_attempt_at := entered.due_at;
  entered.fence := 0;
  entered.waits_for_pair := false;
  if alone and entered.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency
       and n.effect_key = entered.effect_key) then
    entered := bauhaus.moved_on(entered, at);
  end if;
  insert into bauhaus.notifications_log as n (
    id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode, template_name,
    sender, recipient, content, told, critical, even_if_opted_out, due_at, expires_at, event_id,
    correlation_id, delivery_status, error_message, next_attempt_at, fence, lease_until, slot_at,
    waits_for_pair, first_tried_at, last_tried_at, try_order, created_at, updated_at)
  values (
    entered.id, agency, entered.trip_id, entered.effect_key, entered.idempotency_hash,
    entered.notification_type, entered.episode, entered.template_name, entered.sender,
    entered.recipient, entered.content, entered.told, entered.critical, entered.even_if_opted_out,
    entered.due_at, entered.expires_at, entered.event_id, entered.correlation_id,
    entered.delivery_status, entered.error_message, entered.next_attempt_at, entered.fence,
    entered.lease_until, entered.slot_at, entered.waits_for_pair, entered.first_tried_at,
    entered.last_tried_at, entered.try_order, at, at)
  on conflict (agency_id, effect_key) do update
     set delivery_status = 'PENDING', content = excluded.content,
         template_name = excluded.template_name, told = excluded.told,
         critical = excluded.critical, even_if_opted_out = excluded.even_if_opted_out,
         sender = excluded.sender, recipient = excluded.recipient, due_at = excluded.due_at,
         next_attempt_at = excluded.next_attempt_at, expires_at = excluded.expires_at,
         error_message = null, slot_at = null, waits_for_pair = false, provider_id = null,
         provider_status = null, sent_at = null, updated_at = at,
         former_provider_ids = case when n.provider_id is null then n.former_provider_ids
           else n.former_provider_ids || n.provider_id end
   where n.delivery_status = 'DROPPED' or n.delivery_status = 'FAILED' and not n.permanent
  returning n.* into entered;
  return entered;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_effect',
  '59448147773ee7e11a2f7f1757e3bcc97531b8355522af9060a86986fc275abe')
on conflict (name) do update set checksum = excluded.checksum;

-- Files a document; the same id again changes nothing. A task that said it was missing is done.
create or replace function bauhaus.file_document(d jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at)
  select (d ->> 'id')::uuid, t.agency_id, t.id, d ->> 'type', d ->> 'path', d ->> 'fileName',
    d ->> 'contentType', (d ->> 'bytes')::bigint,
    d ->> 'uploadedBy', d ->> 'uploadedByType', (d ->> 'uploadedAt')::timestamptz
    from bauhaus.trips t where t.id = (d ->> 'tripId')::uuid
  on conflict (id) do nothing;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (d ->> 'type')),
        updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done'
     and k.facts -> 'types' ? (d ->> 'type');
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (d ->> 'tripId')::uuid and k.kind = 'missing_document' and k.state <> 'done'
     and k.facts -> 'types' = '[]'::jsonb;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/file_document',
  '6ac4c809c195a72488622fb4d175be57d1a49c6ff93a07b656661d0cbdd6f407')
on conflict (name) do update set checksum = excluded.checksum;

-- One query for any number of followers: three hundred travellers on one flight are one load. In
-- plpgsql, which keeps the plan: a function in SQL that is more than an expression is planned at
-- every call.
create or replace function bauhaus.flight_context(wanted text) returns jsonb
language plpgsql stable as $$
begin
  return (with followers as materialized (
    select t.id, t.agency_id, t.departure_date, coalesce(t.rebooked_at, t.inserted_at) as booked_at,
      t.status, t.origin_zone, t.destination_zone
      from bauhaus.trips t where t.flight_key = wanted and t.status <> 'withdrawn'),
  settings as (
    select f.agency_id, bauhaus.settings_of(f.agency_id) as stored
      from (select distinct agency_id from followers) f)
  select jsonb_build_object(
    'followers', (
      select coalesce(jsonb_agg(jsonb_build_object('tripId', f.id, 'agencyId', f.agency_id,
            'departure', f.departure_date,
      'bookedAt', f.booked_at, 'status', f.status, 'originZone', f.origin_zone,
      'destinationZone', f.destination_zone) order by f.id),
      '[]'::jsonb) from followers f),
    'agencies', (select coalesce(jsonb_object_agg(s.agency_id, s.stored), '{}'::jsonb)
      from settings s)));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/flight_context',
  '9c24d90194e46c5820780ddff230f3690613c433842d57c1c70e5bcb5dbb9796')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.has_vectors() returns boolean
language sql stable as $$
  select exists (select from pg_catalog.pg_attribute a
    where a.attrelid = 'bauhaus.agency_places'::regclass and a.attname = 'embedding'
      and not a.attisdropped)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/has_vectors',
  '48989137a24ac2267d2dc2273594c8081fb7b82c04a3b859aa25c4a13ae2e332')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.instant(at timestamptz) returns text
language sql immutable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/instant',
  '2375e7173b52415cc479fa95a5aebde1ed31829af7caaade64ec9feffcb6fec4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_silenced(sender text, phone text) returns boolean
language plpgsql stable as $$
begin
  return exists (select from bauhaus.silenced_lines l where l.line = bauhaus.line_of(sender, phone)
    and l.opted_out);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_silenced',
  '01b2626962f9e4fb657eda117e071f56c72cfad2db0b821687c7d03c9347eed7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.itinerary_json(i bauhaus.itineraries) returns jsonb
language sql stable as $$
  select jsonb_build_object('version', i.version, 'status', i.status,
    'origin', i.parsed_itinerary -> 'origin', 'days', i.parsed_itinerary -> 'days',
    'generatedAt', i.generated_at)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/itinerary_json',
  'aebefece323eedc9a47b36d1ea40014fcd7bbc00e0b6ebb63aab178c28f51d3b')
on conflict (name) do update set checksum = excluded.checksum;

-- The journey of that reference, made where it is new.
create or replace function bauhaus.journey(agency uuid, wanted text) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  if wanted is null then
    return null;
  end if;
  insert into bauhaus.journeys (agency_id, reference) values (agency, wanted)
    on conflict do nothing;
  select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency
    and j.reference = wanted;
  return found_id;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey',
  'c73d3cb7c0651727d1e898e5b8ab95e520751dfe26a5886757538cac22507c85')
on conflict (name) do update set checksum = excluded.checksum;

-- That the provider accepted a message says nothing about a number that cannot be reached: it has
-- arrived once it is reported as delivered or read.
create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'type', n.notification_type,
    'episode', n.episode, 'status', n.delivery_status, 'told', n.told, 'critical', n.critical,
    'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'tryOrder', coalesce(n.try_order, 0),
    'arrived', coalesce(n.provider_status in ('delivered', 'read'), false), 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ledger_entry',
  '40cf9816b07e7de39df6710a04be7cdeb0cbee47dc2a6ef200fde935f90f5efc')
on conflict (name) do update set checksum = excluded.checksum;

-- convert_to is not immutable to the planner, so as SQL it would not be inlined but parsed at each
-- call: in plpgsql it costs a tenth of that.
create or replace function bauhaus.line_of(sender text, phone text) returns text
language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(sender || ' ' || phone, 'UTF8')), 'hex');
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/line_of',
  'd3243760d600f34ac36b40364b00a271215c795996520bcb6ef189f021182592')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.message_row(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'tripId', n.trip_id, 'type', n.notification_type, 'status', n.delivery_status,
    'providerStatus', n.provider_status, 'template', n.template_name, 'text', n.content ->> 'text',
    'content', n.content, 'to', n.recipient, 'createdAt', n.created_at, 'dueAt', n.due_at,
    'sentAt', n.sent_at, 'attempts', n.attempts, 'errorCode', n.error_code,
    'reason', n.error_message)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/message_row',
  'fe9f2157d057af50908eae879d31293540b7e189ed388a9df942212102b4d5b4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.messages_per_minute(agency uuid) returns integer
language plpgsql stable as $$
begin
  return (select coalesce((
    select case when jsonb_typeof(s.setting_value -> 'messages_per_minute') = 'number'
                then least(greatest((s.setting_value ->> 'messages_per_minute')::numeric, 1),
                  100000)::integer end
      from bauhaus.agencies_settings s where s.agency_id = agency
        and s.setting_key = 'rate_limiting'), 60));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/messages_per_minute',
  'c8beb01a1b0aeca6a0f1e92e3b42d53790de19be643855d7d8e5e0257eb7a1da')
on conflict (name) do update set checksum = excluded.checksum;

-- What becomes of a waiting message whose time has come: dropped, put off, or under way. Takes a
-- slot and the phone; writes no ledger.
create or replace function bauhaus.moved_on(
  n bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  lease constant interval := case when n.content ? 'mediaUrl' then interval '90 seconds'
    else interval '60 seconds' end;
  why constant text := bauhaus.objection(n, at);
  free_at timestamptz;
begin
  if why is not null then
    n.delivery_status := 'DROPPED';
    n.error_message := why;
    n.next_attempt_at := null;
    n.waits_for_pair := false;
    return n;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(n.sender || ' ' || n.recipient, 0)) then
    select greatest(o.next_attempt_at, at) + interval '1 second' into free_at
      from bauhaus.notifications_log o
     where o.sender = n.sender and o.recipient = n.recipient
       and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction is about to send to the same phone, which this one cannot see yet.
    free_at := at + interval '1 second';
  end if;
  if free_at is not null then
    n.next_attempt_at := free_at;
    n.waits_for_pair := true;
    return n;
  end if;

  n.waits_for_pair := false;
  n.slot_at := coalesce(n.slot_at, bauhaus.slot_for(n, at));
  if n.slot_at > at then
    n.next_attempt_at := n.slot_at;
    return n;
  end if;

  n.delivery_status := 'SENDING';
  n.fence := n.fence + 1;
  n.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again, two minutes after its end.
  n.next_attempt_at := at + lease + interval '2 minutes';
  n.slot_at := null;
  n.first_tried_at := coalesce(n.first_tried_at, at);
  n.last_tried_at := at;
  n.try_order := nextval('bauhaus.tries');
  return n;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/moved_on',
  'b024948f518b19c49aed9e83288acec1009e3d9edc084600e352c6c29a625c8c')
on conflict (name) do update set checksum = excluded.checksum;

-- Where the server has no vectors, nothing is near.
do $do$
declare
  home text;
begin
  select n.nspname into home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'vector';
  if home is null then
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, meaning jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_places(
      city_keys jsonb, near jsonb, meaning jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select p.id, p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector
        from bauhaus.agency_places p
       where p.agency_id = bauhaus.current_agency() and p.embedding is not null
         and bauhaus.place_is_at(p, city_keys, near)
       order by p.embedding operator(%1$I.<=>) (meaning::text)::%1$I.vector limit at_most
    $$
  $f$, home);
end
$do$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/nearest_places',
  'e49081e50289d9bc1cb784d6d0401f08eca1bb7c3a42bd0c4fce3a52b3cb6daf')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.note_rebooking() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.rebooked_at := new.updated_at;
  return new;
end
$$;

-- The tracker looks at a flight when a follower's reminder is due, and that depends on when the
-- trip was put on the flight.
create or replace trigger trips_rebooked
  before update of flight_key, departure_date on bauhaus.trips
  for each row
  when ((old.flight_key, old.departure_date) is distinct from (new.flight_key, new.departure_date))
  execute function bauhaus.note_rebooking();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/note_rebooking',
  '96c12d3bc9219d8769fcf7b1c9d68337d0f8422988ae90240e80ac0236dee08d')
on conflict (name) do update set checksum = excluded.checksum;

-- Why a waiting message must not be sent any more, or null.
create or replace function bauhaus.objection(
  n bauhaus.notifications_log, at timestamptz
) returns text
language plpgsql stable as $$
begin
  return (select case
    when n.expires_at <= at then 'expired'
    when n.notification_type <> 'trip_cancelled'
         and (select t.status from bauhaus.trips t where t.id = n.trip_id) = 'withdrawn'
           then 'trip_withdrawn'
    when not n.even_if_opted_out and bauhaus.is_silenced(n.sender, n.recipient) then 'opted_out'
    -- A person has the conversation: what the concierge was about to say is no longer its to say.
    when n.notification_type = 'reply'
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = n.agency_id and h.sender = n.sender
                        and h.phone = n.recipient and h.taken_over_until > at) then 'taken_over'
  end);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/objection',
  'ca9802521bfc82971c3a3367b38cb3a766606c09f4efad0dca678baca927fedd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.passenger_key(name text) returns text
language sql immutable strict parallel safe as $$
  select btrim(
    regexp_replace(lower(regexp_replace(normalize(name, NFD), '[\u0300-\u036f]', '', 'g')), '\s+',
      ' ', 'g'))
$$;

comment on function bauhaus.passenger_key is
  'A passenger name without case, accents and spare blanks: two spellings of one person.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/passenger_key',
  '949311717fb82c14d227b7c7a6441dfa576f7229771fa67b6872f0637b81d4ff')
on conflict (name) do update set checksum = excluded.checksum;

-- A place is at a city by the city's name, or within 60 km of it.
create or replace function bauhaus.place_is_at(
  p bauhaus.agency_places, city_keys jsonb, near jsonb
) returns boolean
language sql stable as $$
  select city_keys ? p.city_key or coalesce(
    6371 * acos(least(1, greatest(-1,
      sin(radians(p.lat)) * sin(radians((near ->> 'lat')::double precision))
      + cos(radians(p.lat)) * cos(radians((near ->> 'lat')::double precision))
        * cos(radians(p.lng - (near ->> 'lng')::double precision))))) <= 60, false)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/place_is_at',
  '4e42921a5c20130afd09bbad76579cd45dcb8088d7cef0f9682af6aed1f5b90e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.place_json(p bauhaus.agency_places) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', p.id, 'name', p.name, 'type', p.type, 'city', p.city,
    'country', p.country, 'address', p.address, 'lat', p.lat,
    'lng', p.lng, 'rating', p.rating, 'openingHours', p.opening_hours, 'tags', p.tags,
    'description', p.description)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/place_json',
  'a31d9c1d4c8696fef91baa1058036b5943dc8458b292c4acc5161d6115f752b6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.provider_rank(status text) returns integer
language sql immutable as $$
  select case status
    when 'accepted' then 1 when 'scheduled' then 1 when 'queued' then 1 when 'sending' then 2
      when 'sent' then 3 when 'delivered' then 4 when 'read' then 5
    when 'failed' then 9 when 'undelivered' then 9 when 'canceled' then 9
    else 0 end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/provider_rank',
  '28894ace002414e6b2181169874bab1b518a654cdb2847dfd75d4e12bae7ea0e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.recent_messages(
  agency uuid, traveller text, at_most integer
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at) order by m.at), '[]'::jsonb)
    from (
      (select c.direction, c.text, c.at
         from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
        where h.agency_id = agency and h.phone = traveller and c.direction = 'in'
          order by c.at desc limit at_most)
      union all
      (select 'out', n.content ->> 'text', n.sent_at
         from bauhaus.notifications_log n
        where n.agency_id = agency and n.recipient = traveller and n.sent_at is not null
          and n.delivery_status = 'SENT'
        order by n.sent_at desc limit at_most)
      order by 3 desc limit at_most) m);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/recent_messages',
  'd27e0c66c7ab438fe798f7f2f22a716a5cd979e3535276fe5492bbd122f110f5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_document(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  perform bauhaus.file_document(r -> 'document', at);
end
$$;

comment on function bauhaus.record_document is 'RecordCommand of kind document.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_document',
  '3be370b9085f6d5d45e6876f9bdeed853bed00423755cd34c9ea73b14c8dd329')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_flight(r jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  key constant text := r ->> 'flightKey';
  facts constant jsonb := nullif(r -> 'facts', 'null'::jsonb);
  new_status constant text := r ->> 'status';
  next_look constant timestamptz := (r ->> 'nextCheckAt')::timestamptz;
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status,
    fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status,
    facts ->> 'faFlightId', r ->> 'alertId', next_look,
    nullif(r -> 'raw', 'null'::jsonb), at)
  on conflict (flight_key) do update
     set facts = coalesce(excluded.facts, f.facts), status = coalesce(excluded.status, f.status),
         fa_flight_id = coalesce(excluded.fa_flight_id, f.fa_flight_id),
         alert_id = excluded.alert_id, next_check_at = excluded.next_check_at,
         raw_data = coalesce(excluded.raw_data, f.raw_data), updated_at = at;

  if facts is not null and (r ->> 'changed')::boolean then
    insert into bauhaus.flight_status_history (
      flight_key, flight_number, flight_date, status, gate_origin, terminal_origin, baggage_claim,
      scheduled_out, estimated_out, actual_out,
      estimated_in, actual_in, diverted_to, source, recorded_at)
    values (
      key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts ->> 'phase',
      facts ->> 'gate', facts ->> 'terminal', facts ->> 'belt',
      (facts ->> 'scheduledDeparture')::timestamptz, (facts ->> 'departure')::timestamptz,
      case when facts ->> 'phase' in ('departed', 'landed')
        then (facts ->> 'departure')::timestamptz end,
      (facts ->> 'arrival')::timestamptz, (facts ->> 'landedAt')::timestamptz,
        facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- The projection: what is known of the flight, never what the agency wrote. A null erases
  -- nothing.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure,
           (facts ->> 'scheduledDeparture')::timestamptz),
         estimated_departure = coalesce((facts ->> 'departure')::timestamptz,
           t.estimated_departure),
         estimated_arrival = coalesce((facts ->> 'arrival')::timestamptz, t.estimated_arrival),
         gate = coalesce(facts ->> 'gate', t.gate),
         terminal = coalesce(facts ->> 'terminal', t.terminal),
         fa_flight_id = coalesce(facts ->> 'faFlightId', t.fa_flight_id), next_check_at = next_look,
         updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn';
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_flight',
  '6bad11f23b543cfd72df944cc015158ab0079d017c417c31078b1d8a44363527')
on conflict (name) do update set checksum = excluded.checksum;

-- A new version comes with a turn of the itinerary agent; see commit_turn.
create or replace function bauhaus.record_itinerary(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.itineraries (agency_id, trip_id, version, status, parsed_itinerary,
    generated_at)
  select t.agency_id, t.id, (r #>> '{itinerary,version}')::integer, r #>> '{itinerary,status}',
         jsonb_build_object('origin', r #> '{itinerary,origin}', 'days', r #> '{itinerary,days}'),
           (r #>> '{itinerary,generatedAt}')::timestamptz
    from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_itinerary',
  '6fa3bce2ea03e481a559cbdd0cdeccd7fa62fed90dd6d86234d2a69c81197d6c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_suppression(r jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at,
    changed_by)
  select h.agency_id, h.sender, h.phone, (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz,
    r ->> 'by'
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at,
         changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
  insert into bauhaus.silenced_lines as l (line, opted_out, changed_at)
  select bauhaus.line_of(h.sender, h.phone), (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (line) do update set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where l.changed_at <= excluded.changed_at;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_suppression',
  'a0f39a01c95461ae3f19b652cbf4753f4968b1e282ac48382101273eabf1dba0')
on conflict (name) do update set checksum = excluded.checksum;

-- A slot in time (GCRA): at most `per_window` in any window, up to `burst` of them at once.
-- Critical messages spend the ordinary allowance too but never wait for it. Answers when the
-- message may go, which is now where the rate allows it.
create or replace function bauhaus.reserve_slot(
  bucket_name text, agency uuid, at timestamptz, per_window integer, span interval, burst integer,
  urgent boolean
) returns timestamptz
language plpgsql as $$
declare
  gap constant interval := span / (per_window - burst + 1);
  arrival timestamptz;
begin
  insert into bauhaus.rate_limits as r (bucket, agency_id, tat, critical_tat)
  values (bucket_name, agency, at + gap, case when urgent then at + gap else at end)
  on conflict (bucket) do update
     set tat = greatest(r.tat, at) + gap,
         critical_tat = case when urgent then greatest(r.critical_tat, at) + gap
           else r.critical_tat end
  returning case when urgent then r.critical_tat else r.tat end into arrival;
  return greatest(at, arrival - gap * burst);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/reserve_slot',
  '292b4285805218b0e7b99395133032bca1f0e685eae78b5ba862a02d1a03d720')
on conflict (name) do update set checksum = excluded.checksum;

-- Free text that the provider took, and then reports as refused because the 24-hour window is
-- closed, is said once more, as the template it carries. A trigger: callbacks are taken as system,
-- which moves words here without being able to read them.
create or replace function bauhaus.say_as_template() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.content := old.content -> 'outsideWindow';
  new.template_name := new.content ->> 'template';
  new.delivery_status := 'PENDING';
  new.due_at := new.updated_at;
  new.next_attempt_at := new.updated_at;
  new.attempts := old.attempts;
  new.sent_at := null;
  new.permanent := false;
  new.former_provider_ids := old.former_provider_ids || new.provider_id;
  new.provider_id := null;
  new.provider_status := null;
  return new;
end
$$;

create or replace trigger notifications_log_window_closed
  before update of error_code on bauhaus.notifications_log
  for each row
  when (new.delivery_status = 'FAILED' and new.error_code = '63016'
    and old.content ? 'outsideWindow')
  execute function bauhaus.say_as_template();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/say_as_template',
  '25d3afc1d5301c569e5bec62223135b1e6ea0b57feb26efbb71dfd9e4f6b03af')
on conflict (name) do update set checksum = excluded.checksum;

-- Where the server has no vectors, nothing is set.
do $do$
declare
  home text;
begin
  select n.nspname into home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'vector';
  if home is null then
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_embedding(place uuid, meaning jsonb) returns void
    language sql as $$
      update bauhaus.agency_places p set embedding = (meaning::text)::%1$I.vector
       where p.id = place;
      insert into bauhaus.place_meanings (place_id, agency_id, search_text)
      select p.id, p.agency_id, p.search_text from bauhaus.agency_places p where p.id = place
      on conflict (place_id) do update set search_text = excluded.search_text;
    $$
  $f$, home);
end
$do$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/set_embedding',
  '65f7132e890f61867337771fdb20f426e4e006bedf30dad7f767b984bcd648d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.settings_of(agency uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
    from bauhaus.agencies_settings s where s.agency_id = agency);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/settings_of',
  '2dfa9cffc1324372e30fabbcb2c022236ec3d58f71141c58a9961f3a3700ce4e')
on conflict (name) do update set checksum = excluded.checksum;

-- A message that is withheld while its provider is down is PENDING again without counting a
-- failure, at its old place in the order; where it has waited for long its agency hears that it is
-- being retried. The row is found and written at once, by its key: `under_way` is a variable
-- because a constant would offer Postgres the partial index of everything that is under way.
create or replace function bauhaus.settle_one(s jsonb) returns bauhaus.notifications_log
language plpgsql as $$
declare
  n bauhaus.notifications_log;
  how constant text := s ->> 'kind';
  at constant timestamptz := (s ->> 'at')::timestamptz;
  again constant timestamptz := coalesce(s ->> 'retryAt', s ->> 'reconcileAt')::timestamptz;
  untaken constant boolean := how in ('retry', 'withheld');
  counted_on boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';
begin
  if untaken or how = 'failed' then
    select l.presumed_told into counted_on from bauhaus.notifications_log l
      where l.id = (s ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when presumed_told and untaken then 'DROPPED'
           when how = 'sent' then 'SENT'
           when how = 'failed' then 'FAILED'
           when how in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(s ->> 'providerId', provider_id),
         provider_status = case how when 'sent' then coalesce(provider_status, 'accepted')
           else provider_status end,
         sent_at = case how when 'sent' then at else sent_at end,
         attempts = attempts + case when how in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case how when 'still-unknown' then empty_lists + 1 when 'retry' then 0
           when 'failed' then 0 else empty_lists end,
         permanent = how = 'failed' and (s ->> 'permanent')::boolean,
         error_code = case when how = 'sent' then null else coalesce(s ->> 'code', error_code) end,
         due_at = case when how in ('retry', 'replace') then coalesce(again, at) else due_at end,
         error_message = case when presumed_told and untaken then 'judged_afresh'
           else error_message end,
         presumed_told = presumed_told and how in ('unknown', 'still-unknown'),
         next_attempt_at = case when presumed_told and untaken or how in ('sent', 'failed')
           then null else coalesce(again, at) end,
         content = case how when 'replace' then s -> 'content' else content end,
         template_name = case how when 'replace' then s #>> '{content,template}'
           else template_name end,
         lease_until = null, updated_at = at
   where id = (s ->> 'id')::uuid and fence = (s ->> 'fence')::integer
     and delivery_status = any (under_way)
  returning * into n;
  if not found then
    -- A status callback was faster, or another worker has it.
    select * into n from bauhaus.notifications_log where id = (s ->> 'id')::uuid
      and fence = (s ->> 'fence')::integer;
    return n;
  end if;
  if counted_on then
    perform bauhaus.drop_what_counted_on_it(n.trip_id, at);
  end if;
  if n.delivery_status = 'DROPPED' then
    -- Each time anew, also where no failure was counted: the fence tells the tries apart.
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      'judged_afresh', false, n.error_code, n.attempts,
      n.event_id, n.correlation_id, at, n.fence);
  end if;
  if (s ->> 'announce')::boolean then
    perform bauhaus.announce_failure(n.id, n.agency_id, n.trip_id, n.notification_type,
      case how when 'retry' then 'retrying' when 'withheld' then 'retrying'
        when 'failed' then 'failed' else 'unknown' end,
      n.permanent, n.error_code, n.attempts, n.event_id, n.correlation_id, at);
  end if;
  return n;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/settle_one',
  'b4649e255f4f520770ff688095a77b0ccd52be7bc4eada8e19aa7b03cd19f707')
on conflict (name) do update set checksum = excluded.checksum;

-- When the rates let this message go. The agency's row is always taken before the sender's, so two
-- transactions never wait for each other.
create or replace function bauhaus.slot_for(
  n bauhaus.notifications_log, at timestamptz
) returns timestamptz
language plpgsql as $$
declare
  per_minute constant integer := bauhaus.messages_per_minute(n.agency_id);
  of_agency timestamptz;
begin
  of_agency := bauhaus.reserve_slot('agency:' || n.agency_id, n.agency_id, at, per_minute,
    interval '1 minute', greatest(per_minute / 6, 1), n.critical);
  -- 80 a second is WhatsApp's limit for one number.
  return greatest(of_agency,
    bauhaus.reserve_slot('sender:' || n.sender, null, at, 80, interval '1 second', 8, n.critical));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/slot_for',
  'f4b395060b597351e4a6c4312d64fa685416dfbe45c0d17bbe6c7e3a2ccdc0bd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.take_over(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns bauhaus.conversation_threads
language plpgsql as $$
declare
  h bauhaus.conversation_threads;
begin
  update bauhaus.conversation_threads x set taken_over_until = until_when, taken_over_by = by_whom
    where x.id = conversation returning * into h;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, updated_at = at
   where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state = 'open'
     and k.facts ->> 'conversationId' = conversation::text;
  return h;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/take_over',
  '72718ab7633f44afdf40e0232dccd7dca3cf16a951d0fdae17a37e4c85323c8b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.task_row(k bauhaus.tasks) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'tripId', k.trip_id, 'kind', k.kind, 'severity', k.severity,
    'state', k.state, 'reason', k.reason,
    'facts', k.facts, 'openedAt', k.opened_at, 'updatedAt', k.updated_at,
    'closedReason', k.closed_reason)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/task_row',
  '6063f18ada04b10d85290c8c803ff4e73b704b699f4c054f3594aad55a3fb0a9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.timer_json(m bauhaus.timers) returns jsonb
language sql stable as $$
  select jsonb_build_object('agent', m.agent, 'actorId', m.actor_id, 'kind', m.kind,
    'generation', m.generation, 'due', m.due,
    'agencyId', m.agency_id, 'tripId', m.trip_id)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/timer_json',
  '15c4531ff885e29be9683fcf7f25e6648661f0a8efd92a3085201c9146311ace')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_context(wanted uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(wanted);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = wanted),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', 20));
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_context',
  '00599174d431a210ea2901c04e30ee083b1eb5f496494cd185ce8a277f9842f6')
on conflict (name) do update set checksum = excluded.checksum;

-- What turns are decided on (TripContext). Whoever talks with the traveller needs the words and the
-- papers too (CompleteTripContext).
create or replace function bauhaus.trip_core(wanted uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t), 'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
      from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', coalesce(l.opted_out, false),
    -- The agency did not hear of it itself: its own record is another one, or older.
    'optedOutElsewhere', coalesce(l.opted_out, false) and not exists (
       select from bauhaus.suppressions s
        where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp
          and s.opted_out and s.changed_at = l.changed_at),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = t.agency_id and c.phone = t.whatsapp),
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state,
            'facts', k.facts) order by k.opened_at), '[]'::jsonb)
      from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure', l.departure_date)
      from bauhaus.trips l
      where l.agency_id = t.agency_id and l.whatsapp = t.whatsapp
        and l.departure_date > t.departure_date
        and l.passenger_key = t.passenger_key and l.status <> 'withdrawn'
      order by l.departure_date limit 1),
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id
      and i.status = 'approved' order by i.version desc limit 1))
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
    left join bauhaus.silenced_lines l on l.line = bauhaus.line_of(a.sender, t.whatsapp)
   where t.id = wanted);
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_core',
  '349bbe276f3aae4317855428fbb3ddeabf8c3c8a8e9e4e7ad9c677b612be0e09')
on conflict (name) do update set checksum = excluded.checksum;

-- What an agent sees at the start of a turn, as the JSON of shared/ports/actor-store.ts.
create or replace function bauhaus.trip_json(t bauhaus.trips) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name,
    'whatsapp', t.whatsapp, 'language', t.language, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key,
    'status', t.status, 'scheduledDeparture', t.scheduled_departure,
    'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id,
    'nextCheckAt', t.next_check_at, 'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description,
    'metadata', t.metadata, 'reference', t.reference,
    'journeyId', t.journey_id, 'consent', t.consent, 'insertedAt', t.inserted_at)
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_json',
  'a8045503b7ce0c792434de9b2ab0e64929e2ce722027088a3155e94ba95f945c')
on conflict (name) do update set checksum = excluded.checksum;

-- Where the extension is installed differs between servers; the function hides it.
do $do$
declare
  home text;
begin
  select n.nspname into strict home
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
   where e.extname = 'uuid-ossp';
  execute format($f$
    create or replace function bauhaus.uuid_v5(parts text) returns uuid
    language sql immutable strict parallel safe as $$
      select %I.uuid_generate_v5('7c1d0a9e-4b6f-4f0d-9a55-3e2f86b1c0d7'::uuid, parts)
    $$
  $f$, home);
end
$do$;

comment on function bauhaus.uuid_v5 is
  'The same ids as uuidV5 of shared/actor/uuid-v5.ts: `parts` is the compact JSON array of what '
  'makes the thing one thing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/uuid_v5',
  '0a6097a4371f65efd7cdb8913e20396c32b85dfcdcfd2315ead5cc533c27a6f9')
on conflict (name) do update set checksum = excluded.checksum;

-- Every table: an agency's token sees that agency's rows and nothing else; `system` sees all rows
-- of the tables and columns that grants.sql gives it.

do $$
declare
  -- Written out in each policy rather than called as a function: it is evaluated once for every
  -- statement of a turn; as json, which looks for the one member and builds nothing.
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'agency_id')::uuid)
  $own$;
  name text;
begin
  foreach name in array array[
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'conversation_threads', 'conversations', 'decisions', 'documents', 'inbox', 'itineraries',
    'journeys', 'model_spend', 'notifications_log', 'outbox', 'place_meanings', 'quarantine',
    'suppressions', 'tasks', 'timers', 'trips']
  loop
    execute format('create policy of_the_agency on bauhaus.%1$I to agent
      using (agency_id = %2$s) with check (agency_id = %2$s)', name, own);
  end loop;

  execute format('create policy of_the_agency on bauhaus.agencies to agent using (id = %s)', own);
  -- The row of a sender belongs to no agency, since several may write from it.
  execute format('create policy of_the_agency on bauhaus.rate_limits to agent
    using (agency_id is null or agency_id = %1$s)
    with check (agency_id is null or agency_id = %1$s)', own);

  foreach name in array array[
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'circuit_breakers', 'conversation_threads', 'conversations', 'decisions', 'documents',
    'flight_snapshots', 'flight_status_history', 'flights', 'inbox', 'itineraries', 'journeys',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'suppressions', 'tasks', 'timers',
    'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;
end
$$;

-- The system keeps the actors of flights only: an agency's state may hold what a traveller said.
create policy of_the_system on bauhaus.actors to system
  using (agency_id is null) with check (agency_id is null);

-- The row of a line belongs to no agency, as that of a sender in rate_limits.
create policy of_a_line on bauhaus.silenced_lines to agent using (true) with check (true);

-- Flights are public facts; an agency sees those that one of its own trips is on.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

-- Supabase Storage keeps the files in production: an agency's token reaches its own folder of the
-- bucket and nothing else.
do $$
begin
  if to_regclass('storage.objects') is null then
    return;
  end if;
  insert into storage.buckets (id, name, public, file_size_limit)
  values ('documents', 'documents', false, 16777216)
  on conflict (id) do nothing;
  grant usage on schema storage to agent;
  grant select, insert, update on storage.objects to agent;
  grant select on storage.buckets to agent;
  drop policy if exists bauhaus_documents on storage.objects;
  create policy bauhaus_documents on storage.objects to agent
    using (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text)
    with check (bucket_id = 'documents'
      and split_part(name, '/', 1) = bauhaus.current_agency()::text);
  drop policy if exists bauhaus_documents_bucket on storage.buckets;
  create policy bauhaus_documents_bucket on storage.buckets for select to agent
    using (id = 'documents');
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('policies',
  '5655b899d492a9fbfb78f2e51a9483af9b9df25579fe2233b3c1f398863bed62')
on conflict (name) do update set checksum = excluded.checksum;

-- Who may do what: functions run with the caller's rights, so this and policies.sql are the whole
-- of it. `anon` and `authenticated` are on no list.

revoke all on all tables in schema bauhaus from public, agent, system;
revoke all on all sequences in schema bauhaus from public, agent, system;
revoke all on all functions in schema api, bauhaus from public, agent, system;

grant select on bauhaus.actors, bauhaus.agencies, bauhaus.agencies_settings,
  bauhaus.agency_places, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox,
  bauhaus.itineraries, bauhaus.journeys, bauhaus.model_spend, bauhaus.notifications_log,
  bauhaus.outbox, bauhaus.place_meanings, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.silenced_lines, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trips
  to agent;
grant insert on bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places,
  bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions, bauhaus.documents,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.outbox, bauhaus.place_meanings, bauhaus.quarantine,
  bauhaus.rate_limits, bauhaus.silenced_lines, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers, bauhaus.trips to agent;
grant update on bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places,
  bauhaus.conversation_threads, bauhaus.itineraries, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.place_meanings, bauhaus.rate_limits, bauhaus.silenced_lines,
  bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trips to agent;
grant delete on bauhaus.agency_places, bauhaus.inbox, bauhaus.place_meanings to agent;
grant usage on sequence bauhaus.tries to agent;

-- No name, no phone, no words of a message: those columns are missing here.
grant select on bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers,
  bauhaus.decisions, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;
grant select (agent, actor_id, agency_id, version, schema_version, state) on bauhaus.actors
  to system;
grant select (id, name, sender) on bauhaus.agencies to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state) on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  next_check_at, inserted_at, rebooked_at) on bauhaus.trips to system;
grant insert on bauhaus.actors, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.timers to system;
grant update on bauhaus.circuit_breakers, bauhaus.flight_snapshots, bauhaus.flights,
  bauhaus.outbox, bauhaus.timers to system;
grant update (version, schema_version, state, updated_at) on bauhaus.actors to system;
grant update (delivery_status, provider_id, provider_status, attempts, lease_until,
  waits_for_pair, next_attempt_at, sent_at, permanent, error_code, error_message, updated_at)
  on bauhaus.notifications_log to system;
grant update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, updated_at) on bauhaus.trips to system;
grant delete on bauhaus.decisions, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

grant execute on function
  api.commit_turn, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.approve_itinerary, api.book_trip, api.cancel_trip, api.claim_effects,
  api.edit_trip, api.get_complete_trip_context, api.get_conversation, api.get_place,
  api.get_settings, api.get_trip, api.give_conversation_back, api.has_places,
  api.list_conversations, api.list_places, api.list_tasks, api.list_trips, api.model_budget,
  api.nearest_departure, api.places_without_embedding, api.put_place, api.put_place_embeddings,
  api.put_setting, api.receive_inbound, api.record_model_call, api.remove_place,
  api.request_itinerary, api.search_places, api.settle_effects, api.take_over_conversation,
  api.trip_documents, api.trip_itineraries, api.trip_messages, api.trip_timeline,
  api.update_task, api.waiting_effects, api.write_to_traveller
  to agent;
grant execute on function
  api.agencies_of_sender, api.authenticate_key, api.circuit_breakers, api.delivery_report,
  api.delivery_reports, api.effect_agencies, api.mark_carried, api.operations_report,
  api.overdue, api.purge_expired, api.put_flight_snapshot, api.receive_alert,
  api.swap_circuit_breaker, api.take_flight_snapshot, api.take_uncarried
  to system;

-- Helpers are reached through `api` only: their schema is exposed to nobody.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.booked_already, bauhaus.booking_identity, bauhaus.claim, bauhaus.claim_one,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent,
  bauhaus.conversation_context, bauhaus.current_agency, bauhaus.drop_what_counted_on_it,
  bauhaus.edited, bauhaus.edited_fields, bauhaus.emit, bauhaus.enter_effect,
  bauhaus.flight_context, bauhaus.instant, bauhaus.is_silenced, bauhaus.itinerary_json,
  bauhaus.journey, bauhaus.ledger_entry, bauhaus.line_of, bauhaus.message_row,
  bauhaus.messages_per_minute, bauhaus.moved_on, bauhaus.objection, bauhaus.passenger_key,
  bauhaus.provider_rank, bauhaus.recent_messages, bauhaus.record_flight,
  bauhaus.record_suppression, bauhaus.reserve_slot, bauhaus.settings_of, bauhaus.settle_one,
  bauhaus.slot_for, bauhaus.task_row, bauhaus.timer_json, bauhaus.trip_context,
  bauhaus.trip_core, bauhaus.trip_json, bauhaus.uuid_v5
  to agent, system;
grant execute on function
  bauhaus.conversation_event, bauhaus.conversation_json, bauhaus.document_entry,
  bauhaus.document_json, bauhaus.file_document, bauhaus.has_vectors, bauhaus.nearest_places,
  bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document, bauhaus.record_itinerary,
  bauhaus.set_embedding, bauhaus.take_over
  to agent;
grant execute on function bauhaus.breaker_row to system;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  'e947d3cd61d4a51b0162702f764a565df5229b8fe0363723404fd9abf017f728')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
