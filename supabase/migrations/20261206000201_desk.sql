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

drop policy if exists made_by_the_agency on bauhaus.data_keys;
drop policy if exists of_everybody on bauhaus.platform_ceilings;
drop policy if exists of_the_agency on bauhaus.actors;
drop policy if exists of_the_agency on bauhaus.agencies;
drop policy if exists of_the_agency on bauhaus.agencies_settings;
drop policy if exists of_the_agency on bauhaus.agency_api_keys;
drop policy if exists of_the_agency on bauhaus.agency_places;
drop policy if exists of_the_agency on bauhaus.audit_log;
drop policy if exists of_the_agency on bauhaus.contact_consents;
drop policy if exists of_the_agency on bauhaus.contacts;
drop policy if exists of_the_agency on bauhaus.conversation_threads;
drop policy if exists of_the_agency on bauhaus.conversations;
drop policy if exists of_the_agency on bauhaus.data_keys;
drop policy if exists of_the_agency on bauhaus.decisions;
drop policy if exists of_the_agency on bauhaus.documents;
drop policy if exists of_the_agency on bauhaus.erasures;
drop policy if exists of_the_agency on bauhaus.files_to_remove;
drop policy if exists of_the_agency on bauhaus.flight_status_history;
drop policy if exists of_the_agency on bauhaus.flights;
drop policy if exists of_the_agency on bauhaus.forgotten_messages;
drop policy if exists of_the_agency on bauhaus.groups;
drop policy if exists of_the_agency on bauhaus.inbox;
drop policy if exists of_the_agency on bauhaus.itineraries;
drop policy if exists of_the_agency on bauhaus.journeys;
drop policy if exists of_the_agency on bauhaus.legs;
drop policy if exists of_the_agency on bauhaus.message_attempts;
drop policy if exists of_the_agency on bauhaus.model_spend;
drop policy if exists of_the_agency on bauhaus.notifications_log;
drop policy if exists of_the_agency on bauhaus.outbox;
drop policy if exists of_the_agency on bauhaus.passengers;
drop policy if exists of_the_agency on bauhaus.place_embedding_texts;
drop policy if exists of_the_agency on bauhaus.place_gaps;
drop policy if exists of_the_agency on bauhaus.quarantine;
drop policy if exists of_the_agency on bauhaus.rate_limits;
drop policy if exists of_the_agency on bauhaus.stay_plans;
drop policy if exists of_the_agency on bauhaus.suppressions;
drop policy if exists of_the_agency on bauhaus.tasks;
drop policy if exists of_the_agency on bauhaus.timers;
drop policy if exists of_the_agency on bauhaus.trip_passengers;
drop policy if exists of_the_agency on bauhaus.trips;
drop policy if exists of_the_operator on bauhaus.agencies;
drop policy if exists of_the_operator on bauhaus.agency_api_keys;
drop policy if exists of_the_operator on bauhaus.audit_log;
drop policy if exists of_the_operator on bauhaus.notifications_log;
drop policy if exists of_the_router on bauhaus.agency_questions;
drop policy if exists of_the_system on bauhaus.actors;
drop policy if exists of_the_system on bauhaus.agencies;
drop policy if exists of_the_system on bauhaus.agencies_settings;
drop policy if exists of_the_system on bauhaus.agency_api_keys;
drop policy if exists of_the_system on bauhaus.agency_places;
drop policy if exists of_the_system on bauhaus.audit_log;
drop policy if exists of_the_system on bauhaus.circuit_breakers;
drop policy if exists of_the_system on bauhaus.conversation_threads;
drop policy if exists of_the_system on bauhaus.conversations;
drop policy if exists of_the_system on bauhaus.data_keys;
drop policy if exists of_the_system on bauhaus.decisions;
drop policy if exists of_the_system on bauhaus.documents;
drop policy if exists of_the_system on bauhaus.erasures;
drop policy if exists of_the_system on bauhaus.flight_snapshots;
drop policy if exists of_the_system on bauhaus.flight_status_history;
drop policy if exists of_the_system on bauhaus.flights;
drop policy if exists of_the_system on bauhaus.forgotten_messages;
drop policy if exists of_the_system on bauhaus.inbox;
drop policy if exists of_the_system on bauhaus.itineraries;
drop policy if exists of_the_system on bauhaus.journeys;
drop policy if exists of_the_system on bauhaus.notifications_log;
drop policy if exists of_the_system on bauhaus.outbox;
drop policy if exists of_the_system on bauhaus.quarantine;
drop policy if exists of_the_system on bauhaus.rate_limits;
drop policy if exists of_the_system on bauhaus.suppressions;
drop policy if exists of_the_system on bauhaus.tasks;
drop policy if exists of_the_system on bauhaus.timers;
drop policy if exists of_the_system on bauhaus.trips;
drop function if exists
  api.agency_question(text,text);
delete from supabase_migrations.repeatables where name = 'functions/api/agency_question';

drop function if exists
  api.inbound_claim(jsonb);
delete from supabase_migrations.repeatables where name = 'functions/api/inbound_claim';

drop function if exists
  bauhaus.emit_trip_booked(bauhaus.trips,jsonb,timestamp with time zone);
delete from supabase_migrations.repeatables where name = 'functions/bauhaus/emit_trip_booked';

create or replace function api.accept_invitation(hash text, member jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (member ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  taken bauhaus.invitations;
  joined bauhaus.members;
begin
  update bauhaus.invitations i set accepted_at = at
   where i.token_hash = hash and i.agency_id = agency and i.accepted_at is null
     and i.revoked_at is null and i.expires_at > at
  returning * into taken;
  if not found then
    return null;
  end if;
  -- Who is a member already keeps the higher of both roles and the one row.
  insert into bauhaus.members (agency_id, user_id, name, email, role, groups, sees, joined_at)
  values (agency, (member ->> 'userId')::uuid, taken.name, member ->> 'email', taken.role,
    taken.groups, taken.sees, at)
  on conflict (user_id, agency_id) where left_at is null do update
    set role = case when members.role = 'owner' then members.role else excluded.role end,
        groups = excluded.groups, sees = excluded.sees
  returning * into joined;
  return bauhaus.member_json(joined);
end
$$;

comment on function api.accept_invitation is
  'Members.accept; null: the invitation was taken, revoked or has expired.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/accept_invitation',
  '93f746856a99ef3985cac8393caa69c1d09999196800cad855c089a11dddc58b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_knowledge(entries jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into bauhaus.knowledge (id, agency_id, question, answers, airline, destination, hotel,
    destination_key, hotel_key, identity, search_text)
  select e.id, (select bauhaus.current_agency()), e.question, e.answers, e.airline, e.destination,
      e.hotel, e."destinationKey", e."hotelKey", e.identity, e."searchText"
    from jsonb_to_recordset(entries) as e (id uuid, question text, answers jsonb, airline text,
      destination text, hotel text, "destinationKey" text, "hotelKey" text, identity text,
      "searchText" text)
  on conflict (agency_id, identity) do nothing;
  return (
    select coalesce(jsonb_agg(k.id order by g.position), '[]'::jsonb)
      from jsonb_array_elements(entries) with ordinality g (entry, position)
      left join bauhaus.knowledge k
        on k.agency_id = (select bauhaus.current_agency())
       and k.identity = g.entry ->> 'identity');
end
$$;

comment on function api.add_knowledge is
  'Knowledge.addAll: for each entry the id under which it is there; where it is not its own id, '
  'the entry is a duplicate.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_knowledge',
  '811217ef31b9c05420082bba81b33fbc573f86309e9f7c50e717336da2c54088')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_push_subscription(subscription jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  member constant uuid := (subscription ->> 'memberId')::uuid;
  at constant timestamptz := (subscription ->> 'at')::timestamptz;
begin
  -- Who leaves meanwhile waits, and then takes this one along.
  perform from bauhaus.members m
    where m.id = member and m.agency_id = agency and m.left_at is null for no key update;
  if not found then
    return to_jsonb(false);
  end if;
  insert into bauhaus.push_subscriptions as s (agency_id, digest, member_id, subscription,
    created_at, confirmed_at)
  values (agency, add_push_subscription.subscription ->> 'digest', member,
    add_push_subscription.subscription ->> 'subscription', at, at)
  on conflict (agency_id, digest) do update
    set member_id = excluded.member_id, subscription = excluded.subscription, confirmed_at = at;
  delete from bauhaus.push_subscriptions d
   where d.agency_id = agency and d.digest in (select o.digest from bauhaus.push_subscriptions o
     where o.member_id = member order by o.confirmed_at desc, o.digest offset 20);
  return to_jsonb(true);
end
$$;

comment on function api.add_push_subscription is 'PushSubscriptions.add.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_push_subscription',
  '142d2f0a2144bb6d1de62b3614302a9b8af46dbac63ed8e702e631759f516125')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_to_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  journey bauhaus.journeys;
  entry record;
  booking jsonb;
  contact uuid;
  trip bauhaus.trips;
  in_the_way uuid;
  fields jsonb := '[]';
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.withdrawn_at is not null then
    return jsonb_build_object('kind', 'withdrawn');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  begin
    insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, kind, inserted_at)
    select (p.value ->> 'id')::uuid, agency, journey.id, p.value ->> 'name',
        p.value ->> 'callName', p.value ->> 'kind', at
      from jsonb_array_elements(request -> 'passengers') with ordinality p
     order by p.ordinality;
    for entry in
      select e.value, (e.value ->> 'tripId')::uuid as trip_id
        from jsonb_array_elements(request -> 'trips') with ordinality e order by e.ordinality
    loop
      booking := entry.value -> 'trip';
      contact := coalesce((entry.value ->> 'contactId')::uuid,
        bauhaus.contact_for(agency, journey.id, booking, entry.value -> 'consent', at));
      -- Not locked: a trip of another journey is locked after that journey only.
      select t.* into trip from bauhaus.trips t
       where t.contact_id = contact and t.flight_number = booking ->> 'flightNumber'
         and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
         and t.status <> 'withdrawn' and not t.is_kept_apart;
      if trip.journey_id <> journey.id or trip.role <> entry.value ->> 'role' then
        in_the_way := trip.id;
        raise unique_violation;
      end if;
      if trip.id is null then
        trip := jsonb_populate_record(null::bauhaus.trips, jsonb_build_object(
          'id', entry.trip_id, 'agency_id', agency, 'journey_id', journey.id,
          'contact_id', contact, 'role', entry.value -> 'role',
          'client_name', booking -> 'clientName', 'whatsapp', booking -> 'whatsapp',
          'language', booking -> 'language', 'flight_number', booking -> 'flightNumber',
          'origin_iata', booking -> 'originIata', 'destination_iata', booking -> 'destinationIata',
          'origin_zone', booking -> 'originZone',
          'destination_zone', booking -> 'destinationZone',
          'departure_date', booking -> 'departure', 'flight_key', booking -> 'flightKey',
          'stay', booking -> 'stay', 'return_date', booking -> 'returnDate',
          'consent', entry.value -> 'consent'));
        trip := bauhaus.insert_trip(trip, at);
        perform bauhaus.enter_known_passengers(trip, entry.value -> 'passengers', at);
        perform bauhaus.emit_trips_booked(
          array[trip.id], case when notify
            then jsonb_strip_nulls(jsonb_build_object('confirmFrom', request -> 'confirmFrom'))
            else '{"notify": false}' end, at);
        fields := fields || '"trips"';
      else
        perform bauhaus.enter_known_passengers(trip, entry.value -> 'passengers', at);
        update bauhaus.trips t set revision = t.revision + 1, updated_at = at
          where t.id = trip.id returning * into trip;
        perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', notify, at);
        fields := fields || '"passengers"';
      end if;
    end loop;
  exception when unique_violation then
    if in_the_way is null then
      raise exception 'a booking was made at the same time' using errcode = '55006';
    end if;
    return jsonb_build_object('kind', 'duplicate', 'tripId', in_the_way);
  end;
  journey := bauhaus.emit_journey_changed(journey.id, coalesce((
    select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
    '["passengers"]'), notify, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.add_to_journey is
  'JourneyDesk.addToJourney: more legs, passengers or contacts, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_to_journey',
  '68ff8ca82dd7115c52012a04f1b689a26c378d6144a935bac9cb90c4ff75b8aa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.add_webhook(webhook jsonb, at_most integer) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.webhook_endpoints;
begin
  if (select count(*) from bauhaus.webhook_endpoints e
       where e.agency_id = bauhaus.current_agency()) >= at_most then
    return null;
  end if;
  insert into bauhaus.webhook_endpoints (agency_id, name, url, types, secret, inserted_at)
  values (bauhaus.current_agency(), webhook ->> 'name', webhook ->> 'url',
    array(select jsonb_array_elements_text(webhook -> 'types')), webhook ->> 'secret',
    (webhook ->> 'now')::timestamptz)
  returning * into made;
  return bauhaus.webhook_json(made);
end
$$;

comment on function api.add_webhook is 'Webhooks.add; null: there are as many as there may be.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/add_webhook',
  'e230f75f86d2e02337a385ad8929f08be08fdaacfc028c0707fe57ae29096be6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.agency_of_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(i.agency_id) from bauhaus.invitations i where i.token_hash = hash
$$;

comment on function api.agency_of_invitation is
  'For Members.invitationOf and accept. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/agency_of_invitation',
  '4b8e53ccbe2e3f20ddad40a60a2769e3ddf4b7b02be51ca98f1684ad76f0268e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.answer_call(answer jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  call constant uuid := (answer ->> 'callId')::uuid;
  at constant timestamptz := (answer ->> 'now')::timestamptz;
  called record;
begin
  select c.effect_key, c.incident_id, c.member_id, c.outcome, m.name into called
    from bauhaus.notifications_log n
    join bauhaus.duty_calls c on c.agency_id = n.agency_id and c.effect_key = n.effect_key
    join bauhaus.members m on m.id = c.member_id and m.left_at is null
   where n.id = call and n.agency_id = agency for update of c;
  if not found then
    return null;
  end if;
  if called.outcome is null then
    called.outcome := bauhaus.claim_alert(called.incident_id, called.member_id, called.name, call,
      at);
    update bauhaus.duty_calls c set outcome = called.outcome, answered_at = at
     where c.agency_id = agency and c.effect_key = called.effect_key;
  end if;
  return (select jsonb_build_object('outcome', called.outcome, 'owner', i.owner_name,
      'since', bauhaus.instant(i.claimed_at), 'zone', a.zone)
    from bauhaus.incidents i join bauhaus.agencies a on a.id = i.agency_id
   where i.id = called.incident_id);
end
$$;

comment on function api.answer_call is
  'TripDesk.answerCall: who was called takes the incident, once a call, however often the digit '
  'is delivered.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/answer_call',
  '98b5d4a2cec9a66c696df307434306053bd0095ab3be1238c940d3c641e701b4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.authenticate_operator_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.operator_sessions;
begin
  select * into session from bauhaus.operator_sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if found and session.seen_at <= at - interval '1 minute' then
    update bauhaus.operator_sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return to_jsonb(session.user_id);
end
$$;

comment on function api.authenticate_operator_session is 'OperatorSessions.authenticate.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_operator_session',
  'a8601ac729d2679c9cd273f57731f73cba3abf34240ede19042856de2b9e9907')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.authenticate_session(
  hash text, at timestamptz, idle_since timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  session bauhaus.sessions;
begin
  select * into session from bauhaus.sessions s
   where s.token_hash = hash and s.ended_at is null and s.expires_at > at
     and s.seen_at > idle_since;
  if not found then
    return null;
  end if;
  if session.seen_at <= at - interval '1 minute' then
    update bauhaus.sessions s set seen_at = at where s.token_hash = hash;
  end if;
  return (select jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
      'suspendedBecause', a.suspended_because, 'memberId', m.id, 'userId', m.user_id,
      'name', m.name, 'role', m.role, 'groups', m.groups, 'sees', m.sees,
      'expiresAt', bauhaus.instant(session.expires_at))
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.id = session.member_id and m.left_at is null);
end
$$;

comment on function api.authenticate_session is
  'Sessions.authenticate. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/authenticate_session',
  'e698857ddc74d7808e5213086b63cbbde267e9064f7b3b8a4e1e60b00f4d3329')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.begin_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i where i.id = (request ->> 'id')::uuid for update;
  if not found then
    return null;
  elsif import.state = any (array(select jsonb_array_elements_text(request -> 'from'))) then
    update bauhaus.imports i
       set state = request ->> 'to', actor = request -> 'actor',
           welcome = coalesce(request ->> 'welcome', i.welcome),
           spread_days = coalesce((request ->> 'spreadDays')::integer, i.spread_days),
           applied_at = coalesce(i.applied_at, at)
     where i.id = import.id returning * into import;
  elsif import.state <> request ->> 'to' then
    return null;
  end if;
  perform bauhaus.request_import_work(import, at);
  return bauhaus.import_json(import);
end
$$;

comment on function api.begin_import is
  'Imports.begin: compare and set. What has begun already keeps what it began with.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/begin_import',
  '9e4c6e22f99358217cfe02c58089ed20891ba918944bbf54568e50804fb1bf06')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.begin_upload(path text, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  with begun as (
    insert into bauhaus.files_to_remove (path, agency_id, since, until)
    values (path, bauhaus.current_agency(), at + interval '1 day', at + interval '3 hours')
    on conflict do nothing returning 1)
  select to_jsonb(exists (select from begun))
$$;

comment on function api.begin_upload is
  'ConversationDesk.beginUpload: the file of an upload goes a day after it began, whatever became '
  'of it; one that is completed has been copied by then.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/begin_upload',
  '11183cd94f24230145992a05ab5eb9e81f45c1ef863462eaa58257f8e06e5117')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.book_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  earlier jsonb;
  journey bauhaus.journeys;
  contact_ids uuid[];
begin
  earlier := bauhaus.earlier_journey(request);
  if earlier is not null then
    return earlier;
  end if;
  begin
    insert into bauhaus.journeys (id, agency_id, reference, title, owner, group_id, notes,
      metadata, idempotency_key, booked_as, keeper_id, inserted_at, updated_at)
    values ((request ->> 'id')::uuid, agency, request ->> 'reference', request ->> 'title',
      request ->> 'owner', bauhaus.group_for(agency, request ->> 'group', at),
      request ->> 'notes', request -> 'metadata', request ->> 'idempotencyKey',
      request ->> 'bookedAs', bauhaus.acting_member(), at, at)
    returning * into journey;
    insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, kind, inserted_at)
    select (p.value ->> 'id')::uuid, agency, journey.id, p.value ->> 'name',
        p.value ->> 'callName', p.value ->> 'kind', at
      from jsonb_array_elements(request -> 'passengers') with ordinality p
     order by p.ordinality;
    -- In the order of phones, so that two journeys of the same people do not wait for each other.
    insert into bauhaus.contacts (id, agency_id, name, call_name, phone, email, language,
      inserted_at, updated_at)
    select (c ->> 'id')::uuid, agency, c ->> 'name', c ->> 'callName', c ->> 'phone',
        c ->> 'email', c ->> 'language', at, at
      from jsonb_array_elements(request -> 'contacts') c
     order by c ->> 'phone'
    on conflict do nothing;
    contact_ids := array(
      select coalesce((
            select x.id from bauhaus.contacts x
             where x.agency_id = agency and x.phone = c.value ->> 'phone'),
          (c.value ->> 'id')::uuid)
        from jsonb_array_elements(request -> 'contacts') with ordinality c
       order by c.ordinality);
    insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
    select agency, contact_ids[c.ordinality], c.value -> 'consent', at
      from jsonb_array_elements(request -> 'contacts') with ordinality c
     order by c.ordinality;
    insert into bauhaus.legs (id, agency_id, journey_id, flight_number, origin_iata,
      destination_iata, departure_date, flight_key, inserted_at)
    select (l ->> 'id')::uuid, agency, journey.id, l ->> 'flightNumber', l ->> 'originIata',
        l ->> 'destinationIata', (l ->> 'departure')::timestamptz, l ->> 'flightKey', at
      from jsonb_array_elements(request -> 'legs') l;
    insert into bauhaus.trips (id, agency_id, journey_id, leg_id, contact_id, role, client_name,
      whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone,
      destination_zone, departure_date, flight_key, stay, return_date, consent, inserted_at,
      updated_at)
    select t.id, agency, journey.id, (t.leg ->> 'id')::uuid, contact_ids[t.nth_contact],
        t.contact ->> 'role', t.contact ->> 'name', t.contact ->> 'phone',
        t.contact ->> 'language', t.leg ->> 'flightNumber', t.leg ->> 'originIata',
        t.leg ->> 'destinationIata', t.leg ->> 'originZone', t.leg ->> 'destinationZone',
        (t.leg ->> 'departure')::timestamptz, t.leg ->> 'flightKey', t.leg ->> 'stay',
        (t.leg ->> 'returnDate')::date, t.contact -> 'consent', at, at
      from bauhaus.trips_of_request(request) t;
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, booked_as, joined_at)
    select agency, b.id, (request #>> array['passengers', n.value, 'id'])::uuid, b.identity, at
      from (
        -- Once for each trip, whoever is on it: hence the offset, across which nothing is moved.
        select t.id, t.contact, bauhaus.booking_identity(
            t.contact ->> 'phone', t.contact ->> 'name', array(
              select request #>> array['passengers', m, 'name']
                from jsonb_array_elements_text(t.contact -> 'passengers') m),
            t.leg ->> 'flightNumber', t.leg ->> 'flightKey') as identity
          from bauhaus.trips_of_request(request) t offset 0) b,
        jsonb_array_elements_text(b.contact -> 'passengers') with ordinality n
     order by b.id, n.ordinality;
  exception when unique_violation then
    -- A concurrent transaction booked some of it, which is visible now.
    earlier := bauhaus.earlier_journey(request);
    if earlier is null then
      raise exception 'a journey changed while it was booked' using errcode = '55006';
    end if;
    return earlier;
  end;
  perform bauhaus.emit_trips_booked(
    array(select t.id from bauhaus.trips t where t.journey_id = journey.id),
    case when (request ->> 'notify')::boolean
      then jsonb_strip_nulls(jsonb_build_object('confirmFrom', request -> 'confirmFrom'))
      else '{"notify": false}' end, at);
  perform bauhaus.emit_journey_booked(journey.id, agency, at);
  return jsonb_build_object('kind', 'booked', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.book_journey is
  'JourneyDesk.bookJourney: each leg for each contact, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_journey',
  'bb33f8250a2da814fa0d311e421c68fa50ba8abf7a405dd74ad089c05ee583a0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.book_trip(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  booking constant jsonb := request -> 'trip';
  agency constant uuid := (request ->> 'agencyId')::uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  journey uuid;
  contact uuid;
  trip bauhaus.trips;
  conflict jsonb;
  is_joined boolean;
  is_new_journey boolean;
begin
  if (request ->> 'saidAt')::timestamptz <= (select e.erased_at from bauhaus.erasures e
    where e.agency_id = agency
      and e.person = bauhaus.person_token(agency, booking ->> 'whatsapp')) then
    return jsonb_build_object('kind', 'erased');
  end if;
  conflict := bauhaus.booking_conflict(request);
  if conflict is not null then
    return conflict;
  end if;
  begin
    -- A passenger whose contact is on this flight already joins that trip, and its journey.
    select t.* into trip from bauhaus.contacts c join bauhaus.trips t on t.contact_id = c.id
     where c.agency_id = agency and c.phone = booking ->> 'whatsapp'
       and t.flight_number = booking ->> 'flightNumber'
       and t.local_departure_date = split_part(booking ->> 'flightKey', '/', 3)
       and t.status <> 'withdrawn' and not t.is_kept_apart;
    perform bauhaus.lock_journey_of_trip(trip.id);
    journey := coalesce(trip.journey_id,
      bauhaus.journey_for(agency, request ->> 'journeyReference', at));
    is_new_journey := not exists (select from bauhaus.trips x where x.journey_id = journey);
    contact := bauhaus.contact_for(agency, journey, booking, request -> 'consent', at);
    trip := bauhaus.trip_of_contact(contact, booking ->> 'flightNumber', booking ->> 'flightKey');
    is_joined := trip.id is not null;
    if is_joined then
      update bauhaus.trips t set revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
    else
      trip := jsonb_populate_record(null::bauhaus.trips, jsonb_build_object(
        -- A withdrawn trip keeps the id derived from its reference; its replacement gets a random
        -- one.
        'id', case when exists (select from bauhaus.trips x
            where x.id = (request ->> 'tripId')::uuid)
          then gen_random_uuid() else (request ->> 'tripId')::uuid end,
        'agency_id', agency, 'journey_id', journey, 'contact_id', contact,
        'role', request -> 'role',
        'client_name', booking -> 'clientName', 'whatsapp', booking -> 'whatsapp',
        'language', booking -> 'language', 'flight_number', booking -> 'flightNumber',
        'origin_iata', booking -> 'originIata', 'destination_iata', booking -> 'destinationIata',
        'origin_zone', booking -> 'originZone', 'destination_zone', booking -> 'destinationZone',
        'departure_date', booking -> 'departure', 'flight_key', booking -> 'flightKey',
        'stay', booking -> 'stay', 'return_date', booking -> 'returnDate',
        'client_description', booking -> 'clientDescription', 'metadata', booking -> 'metadata',
        'consent', request -> 'consent'));
      trip := bauhaus.insert_trip(trip, at);
    end if;
    perform bauhaus.enter_passengers(trip, request, at);
  exception when unique_violation then
    -- A concurrent transaction made the same booking, which is visible now.
    conflict := bauhaus.booking_conflict(request);
    if conflict is null then
      raise exception 'a booking changed while it was repeated' using errcode = '55006';
    end if;
    return conflict;
  end;
  if is_joined then
    perform bauhaus.emit_trip_changed(trip, trip, '["passengers"]', true, at);
    perform bauhaus.emit_journey_changed(trip.journey_id, '["passengers"]', true, at);
    return jsonb_build_object('kind', 'joined', 'trip', bauhaus.trip_json(trip));
  end if;
  perform bauhaus.emit_trips_booked(array[trip.id], '{}', at);
  if is_new_journey then
    perform bauhaus.emit_journey_booked(journey, agency, at);
  else
    perform bauhaus.emit_journey_changed(journey, '["trips"]', true, at);
  end if;
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(trip));
end
$$;

comment on function api.book_trip is
  'TripDesk.book: books a leg for a contact, or lets the passengers join the trip that the contact '
  'already has on that flight.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_trip',
  'abd135d28c9fd6460d6d100764f1ffe770dfe6da8f5d5fea2d4c2863b2799d61')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.change_agency(agency uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  limits constant jsonb := coalesce(change -> 'limits', '{}');
  changed bauhaus.agencies;
begin
  update bauhaus.agencies a
     set sender = coalesce(change ->> 'sender', a.sender),
         suspended_at = case when not change ? 'suspendedBecause' then a.suspended_at
           when change ->> 'suspendedBecause' is not null then coalesce(a.suspended_at, at) end,
         suspended_because = case when change ? 'suspendedBecause'
           then change ->> 'suspendedBecause' else a.suspended_because end,
         trips_per_day = case when limits ? 'tripsPerDay'
           then (limits ->> 'tripsPerDay')::integer else a.trips_per_day end,
         flights_per_day = case when limits ? 'flightsPerDay'
           then (limits ->> 'flightsPerDay')::integer else a.flights_per_day end,
         storage_mb = case when limits ? 'storageMb'
           then (limits ->> 'storageMb')::integer else a.storage_mb end
   where a.id = agency returning * into changed;
  if not found then
    return null;
  end if;
  if changed.suspended_at is null and change ? 'suspendedBecause' then
    -- What waited meanwhile is looked at now, and not when its next look was to be.
    update bauhaus.notifications_log n set next_attempt_at = at
     where n.agency_id = agency and n.error_message = 'agency_suspended'
       and n.next_attempt_at > at;
  end if;
  return bauhaus.account_json(changed);
end
$$;

comment on function api.change_agency is
  'Accounts.change: sender, suspension (suspendedBecause; null lifts it), and limits (null: those '
  'of the platform).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_agency',
  '024ef8b796c5d99f18e0928e49e39f367a1bc56be59e78a98af6d48102272fb9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.change_member(member_id uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  changed bauhaus.members;
begin
  if coalesce(change ->> 'role', 'owner') <> 'owner' and bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m
     set name = coalesce(change ->> 'name', m.name),
         role = coalesce(change ->> 'role', m.role),
         sees = coalesce(change ->> 'sees', m.sees),
         groups = case when change ? 'groups'
           then array(select jsonb_array_elements_text(change -> 'groups'))::uuid[]
           else m.groups end
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into changed;
  return case when found
    then jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(changed))
    else jsonb_build_object('kind', 'not-found') end;
end
$$;

comment on function api.change_member is 'Members.change.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_member',
  '18e1020c6bb59ef1fc455bf598a8a33918981c08147533bff5d9da33bd12e737')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.change_webhook(webhook_id uuid, change jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (change ->> 'now')::timestamptz;
  changed bauhaus.webhook_endpoints;
begin
  update bauhaus.webhook_endpoints e
     set name = coalesce(change ->> 'name', e.name), url = coalesce(change ->> 'url', e.url),
         types = case when change ? 'types'
           then array(select jsonb_array_elements_text(change -> 'types')) else e.types end,
         failures = case when change ? 'url' then 0 else e.failures end,
         failing_since = case when change ? 'url' then null else e.failing_since end
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency();
  if not found then
    return null;
  end if;
  if change -> 'isOn' = 'false' then
    perform bauhaus.switch_webhook_off(webhook_id, 'owner', at);
  elsif change -> 'isOn' = 'true' then
    update bauhaus.webhook_endpoints e
       set off_since = null, off_because = null, failures = 0, failing_since = null
     where e.id = webhook_id and e.off_since is not null;
    perform bauhaus.close_webhook_tasks(webhook_id, 'turned on again', at);
  end if;
  select * into strict changed from bauhaus.webhook_endpoints e where e.id = webhook_id;
  return bauhaus.webhook_json(changed);
end
$$;

comment on function api.change_webhook is 'Webhooks.change; null: there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/change_webhook',
  'e4ff5734786a12d202982cc5b1fddf083f4eb53c20b37cc1cd81478fe9c631d1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.claim_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i where i.id = (request ->> 'id')::uuid for update;
  if not found or import.state in ('ready', 'applied', 'undone') then
    return '{"kind": "idle"}';
  elsif import.lease_until > at and import.leased_by <> request ->> 'worker' then
    return '{"kind": "busy"}';
  end if;
  update bauhaus.imports i
     set leased_by = request ->> 'worker', lease_until = (request ->> 'until')::timestamptz
   where i.id = import.id returning * into import;
  return jsonb_build_object('kind', 'claimed', 'import', bauhaus.import_json(import),
    'actor', import.actor);
end
$$;

comment on function api.claim_import is 'Imports.claim: one works on an import at a time.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/claim_import',
  '562c591db0919ccd61f6e893a0a86a231ef8027285c0345703e619ea13ef7e43')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.claim_monthly_report(claim jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (claim ->> 'at')::timestamptz;
begin
  insert into bauhaus.monthly_reports as r (agency_id, month, member_id, lease_until)
  select m.agency_id, (claim ->> 'month')::date, m.id, (claim ->> 'leaseUntil')::timestamptz
    from bauhaus.members m
   where m.id = (claim ->> 'memberId')::uuid and m.agency_id = bauhaus.current_agency()
     and m.left_at is null
  on conflict (agency_id, month, member_id) do update set lease_until = excluded.lease_until
   where r.settled_at is null and (r.lease_until is null or r.lease_until <= at);
  return to_jsonb(found);
end
$$;

comment on function api.claim_monthly_report is
  'MonthlyReports.claim: false where it was sent, is being sent, or they have left.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/claim_monthly_report',
  '41590807216a82bc62a321c51553550843716242ae2c13cdf82f171f8d4965ae')
on conflict (name) do update set checksum = excluded.checksum;

-- The endpoint is locked before its deliveries, here and wherever both change, so that two such
-- transactions never wait for each other.
create or replace function api.claim_webhook_deliveries(
  ids uuid[], event_ids uuid[], at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  is_suspended constant boolean := (select a.suspended_at is not null from bauhaus.agencies a
    where a.id = agency);
  endpoint bauhaus.webhook_endpoints;
  waiting bauhaus.webhook_deliveries;
  failures_beyond integer;
  places integer;
  claimed jsonb := '[]';
begin
  for endpoint in
    select * from bauhaus.webhook_endpoints e
     where e.agency_id = agency and e.id in (
       select d.endpoint_id from bauhaus.webhook_deliveries d
        where d.state = 'pending' and (d.id = any (ids) or d.event_id = any (event_ids)))
     order by e.id for no key update
  loop
    failures_beyond := endpoint.failures - rules.failures_of_an_ailing_endpoint();
    places := case when failures_beyond >= 0 then 1 else rules.webhooks_at_once() end
      - (select count(*) from bauhaus.webhook_deliveries d
          where d.endpoint_id = endpoint.id and d.lease_until > at);
    for waiting in
      select * from bauhaus.webhook_deliveries d
       where d.endpoint_id = endpoint.id and d.state = 'pending' and d.next_attempt_at <= at
         and (d.id = any (ids) or d.event_id = any (event_ids))
       order by d.created_at, d.id
    loop
      if is_suspended then
        update bauhaus.webhook_deliveries d set next_attempt_at = at + rules.suspension_pause()
         where d.id = waiting.id;
      elsif places <= 0 then
        -- It is slow, or down: others wait, so that it holds up no other endpoint.
        update bauhaus.webhook_deliveries d
           set next_attempt_at = at + (1 + random()) * case when failures_beyond >= 0
             then interval '1 minute' * power(2, least(failures_beyond, 3))
             else interval '1 second' end
         where d.id = waiting.id;
      else
        places := places - 1;
        update bauhaus.webhook_deliveries d
           set lease_until = at + rules.webhook_lease(),
               next_attempt_at = at + rules.webhook_lease()
         where d.id = waiting.id returning * into waiting;
        claimed := claimed || jsonb_build_object('id', waiting.id, 'eventId', waiting.event_id,
          'event', waiting.event, 'url', endpoint.url,
          'secrets', to_jsonb(array_remove(array[endpoint.secret, case
            when endpoint.former_until > at then endpoint.former_secret end], null)),
          'tries', waiting.tries, 'startedAt', bauhaus.instant(waiting.started_at),
          'leaseUntil', bauhaus.instant(waiting.lease_until));
      end if;
    end loop;
  end loop;
  return claimed;
end
$$;

comment on function api.claim_webhook_deliveries is
  'WebhookDeliveries.claim: the deliveries that the caller must now try (ClaimedDelivery[]).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/claim_webhook_deliveries',
  'c74e16ffc862c7194bb050a2be1fb5bfad51a377f31086164e550188ff3ead14')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.commit_turn(turn jsonb) returns jsonb
language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  at constant timestamptz := (turn ->> 'now')::timestamptz;
  tenant constant uuid := (turn ->> 'agencyId')::uuid;
  turn_agent constant text := turn ->> 'agent';
  turn_actor_id constant text := turn ->> 'actorId';
  event constant jsonb := turn -> 'event';
  turn_event_id constant uuid := (event ->> 'id')::uuid;
  expected_version constant integer := (turn ->> 'expectedVersion')::integer;
  locked_count integer;
  written_count integer;
  no_items constant jsonb := '[]';
  voided_keys text[] := '{}';
  assumed_keys text[] := '{}';
  under_way constant text[] := '{SENDING,UNKNOWN}';
  item jsonb;
  message bauhaus.notifications_log;
  waiting_ids uuid[] := '{}';
  changed_timers jsonb := no_items;
  claimed jsonb := no_items;
begin
  insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
    values (turn_agent, turn_actor_id, turn_event_id, tenant, at)
  on conflict do nothing;
  if not found then
    return jsonb_build_object('kind', 'taken');
  end if;

  -- All reasons for a conflict are checked before anything but the inbox row is written, so that
  -- only that row has to be removed again.
  if turn -> 'voids' <> no_items then
    voided_keys := array(select v ->> 'key' from jsonb_array_elements(turn -> 'voids') v);
  end if;
  if turn -> 'assumedDelivered' <> no_items then
    assumed_keys := array(select jsonb_array_elements_text(turn -> 'assumedDelivered'));
  end if;
  -- Messages that the turn voids must still wait; those that it counts as told must not have
  -- turned out unsent.
  if voided_keys <> '{}' or assumed_keys <> '{}' then
    select count(*) into locked_count from (
      select from bauhaus.notifications_log n
       where n.agency_id = tenant and n.effect_key = any (voided_keys || assumed_keys)
         and n.delivery_status = any (case when n.effect_key = any (voided_keys) then '{PENDING}'
           else '{SENDING,UNKNOWN,SENT}' end::text[])
       order by n.id for update) locked;
  end if;
  if locked_count is null
    or locked_count = cardinality(voided_keys) + cardinality(assumed_keys) then
    if expected_version = 0 then
      insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
        updated_at)
      values (turn_agent, turn_actor_id, tenant, 1, (turn ->> 'schemaVersion')::integer,
        turn -> 'state', at)
      on conflict do nothing;
    else
      update bauhaus.actors a
         set version = a.version + 1, schema_version = (turn ->> 'schemaVersion')::integer,
             state = turn -> 'state', updated_at = at
       where a.agent = turn_agent and a.actor_id = turn_actor_id and a.version = expected_version;
    end if;
    get diagnostics written_count = row_count;
  else
    written_count := 0;
  end if;
  if written_count = 0 then
    delete from bauhaus.inbox i where i.agent = turn_agent and i.actor_id = turn_actor_id
      and i.event_id = turn_event_id;
    return jsonb_build_object('kind', 'conflict');
  end if;

  -- The timer that fired is done, unless it was set again since.
  if event #>> '{data,generation}' is not null then
    update bauhaus.timers t set due = null, updated_at = at
     where t.agent = turn_agent and t.actor_id = turn_actor_id and t.kind = event ->> 'type'
       and t.generation = (event #>> '{data,generation}')::integer;
  end if;
  -- Most turns fill only some of these lists, and expanding an empty one costs as much as a row.
  if turn -> 'timers' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'timers') loop
      item := bauhaus.apply_timer(item, turn, at);
      if item is not null then
        changed_timers := changed_timers || item;
      end if;
    end loop;
  end if;

  if voided_keys <> '{}' then
    update bauhaus.notifications_log n
       set delivery_status = 'DROPPED', error_message = v ->> 'reason', next_attempt_at = null,
           waits_for_pair = false, updated_at = at
      from jsonb_array_elements(turn -> 'voids') v
     where n.agency_id = tenant and n.effect_key = v ->> 'key';
  end if;
  if assumed_keys <> '{}' then
    update bauhaus.notifications_log n set assumed_delivered = true
     where n.agency_id = tenant and n.effect_key = any (assumed_keys)
       and n.delivery_status = any (under_way);
  end if;

  if turn -> 'events' <> no_items then
    insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
    select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, at
      from jsonb_array_elements(turn -> 'events') e
    on conflict (id) do nothing;
  end if;
  if turn -> 'records' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'records') loop
      case item ->> 'kind'
        when 'flight' then perform bauhaus.record_flight(item, at);
        when 'suppression' then perform bauhaus.record_suppression(item, at);
        -- Other kinds have a function bauhaus.record_<kind>(record, at).
        else execute format('select bauhaus.%I($1, $2)', 'record_' || (item ->> 'kind')) using item,
          at;
      end case;
    end loop;
  end if;
  if turn -> 'tasks' <> no_items then
    if jsonb_array_length(turn -> 'tasks') > 1 then
      perform bauhaus.lock_tasks(array(
        select (t ->> 'tripId')::uuid from jsonb_array_elements(turn -> 'tasks') t));
    end if;
    -- Incidents in one order, since the tasks of other trips belong to them too.
    for item in
      select t.value from jsonb_array_elements(turn -> 'tasks') with ordinality t (value, position)
       order by rules.incident_kind(t.value ->> 'kind'), t.position
    loop
      perform bauhaus.apply_task(item, at);
    end loop;
  end if;

  insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
    decision, subject, rule, detail, at)
  select coalesce(tenant,
    (select t.agency_id from bauhaus.trips t where t.id = (r ->> 'tripId')::uuid)),
    (r ->> 'tripId')::uuid, turn_agent, turn_actor_id, turn_event_id, event ->> 'type',
    r ->> 'decision', r ->> 'subject', r ->> 'rule', r -> 'detail', at
    from jsonb_array_elements(turn -> 'reasons') r;

  if turn -> 'effects' <> no_items then
    for item in select value from jsonb_array_elements(turn -> 'effects') loop
      message := bauhaus.enter_effect(item, tenant, event, at,
        jsonb_array_length(turn -> 'effects') = 1);
      if message.delivery_status = 'SENDING' then
        claimed := claimed || bauhaus.claimed_effect(message, 'send');
      elsif message.id is not null then
        waiting_ids := waiting_ids || message.id;
      end if;
    end loop;
    if waiting_ids <> '{}' then
      claimed := claimed || bauhaus.claim(waiting_ids, at);
    end if;
  end if;
  return jsonb_build_object('kind', 'committed', 'version', expected_version + 1,
    'timers', changed_timers, 'claimed', claimed);
end
$$;

comment on function api.commit_turn is 'ActorStore.commit: writes a turn whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/commit_turn',
  '48ba8ae3ebd4c54a5b792ce181df252490e7a44180aa1e738e52ab7497ef71c6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.create_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  import bauhaus.imports;
begin
  insert into bauhaus.imports (id, agency_id, content, file, row_count, actor, inserted_at)
  values ((request ->> 'id')::uuid, bauhaus.current_agency(), request -> 'table',
    request -> 'file', (request ->> 'rowCount')::integer, request -> 'actor', at)
  returning * into import;
  perform bauhaus.request_import_work(import, at);
  return bauhaus.import_json(import);
end
$$;

comment on function api.create_import is 'Imports.create.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/create_import',
  '20ef2227cdecaa24833521dc80c54c90c6fc7bc245d316bc6b1d3207e23ef9fd')
on conflict (name) do update set checksum = excluded.checksum;

-- Called as system for every callback of the provider, so it reads no phone, name or text.
create or replace function api.delivery_report(
  message uuid, provider_message text, status text, code text, permanent boolean, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  previous record;
  new_status text;
  failed constant boolean := rules.is_provider_failure(status);
  -- Free text outside the window is repeated as a template, in a test as ever.
  ends_test constant boolean := failed and code is distinct from rules.window_closed_code();
begin
  select l.id, l.agency_id, l.trip_id, l.notification_type, l.delivery_status, l.provider_status,
    l.attempts, l.event_id, l.correlation_id, l.last_tried_at, l.is_test
    into previous
    from bauhaus.notifications_log l
    where l.id = message and l.delivery_status not in ('FAILED', 'DROPPED')
      and provider_message <> all (l.former_provider_ids)
    -- A callback about a try that the provider did not list, and that was therefore repeated, says
    -- nothing about the try that it accepted.
    and (l.delivery_status <> 'SENT' or l.provider_id is null or l.provider_id = provider_message)
      for no key update;
  if not found
     or rules.provider_rank(status)
       <= coalesce(rules.provider_rank(previous.provider_status), 0)
     or failed and rules.is_arrival(previous.provider_status) then
    return jsonb_build_object('moved', false);
  end if;
  update bauhaus.notifications_log l
     set provider_status = status,
         provider_id = coalesce(l.provider_id, provider_message),
         delivered_at = case when rules.is_arrival(status) then coalesce(l.delivered_at, at)
           else l.delivered_at end,
         read_at = case when status = 'read' then at else l.read_at end,
         -- Whatever the ledger held: the provider now has the message, or has given it up.
         delivery_status = case when ends_test and l.is_test then 'DROPPED'
           when failed then 'FAILED' else 'SENT' end,
         error_message = case when ends_test and l.is_test then 'test_failed'
           else l.error_message end,
         sent_at = case when failed then l.sent_at else coalesce(l.sent_at, at) end,
         attempts = l.attempts + case when failed then 1 else 0 end,
         error_code = case when failed then delivery_report.code end,
         permanent = failed and not l.is_test and delivery_report.permanent,
         next_attempt_at = null, lease_until = null, updated_at = at
   where l.id = message returning l.delivery_status into new_status;
  if new_status = 'FAILED' then
    perform bauhaus.drop_dependent_messages(previous.trip_id, at);
    perform bauhaus.announce_failure(previous.id, previous.agency_id, previous.trip_id,
      previous.notification_type, 'failed', permanent, code, previous.attempts + 1,
      previous.event_id, previous.correlation_id, at);
  elsif rules.is_arrival(status) and not rules.is_arrival(previous.provider_status)
    and previous.trip_id is not null and not previous.is_test
  then
    perform bauhaus.close_tasks_of_unsent(previous.trip_id, previous.last_tried_at, at);
  end if;
  return jsonb_build_object('moved', true);
end
$$;

comment on function api.delivery_report is
  'ActorStore.deliveryReport for one callback: status moves forward only; a failure is final and '
  'emits MessageFailed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/delivery_report',
  '36b3366361a97921f72044854970f28130a01c2a47cc5244fa3f82dcc52a7fbf')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.due_webhook_deliveries(
  at timestamptz, at_most integer
) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'agencyId', p.agency_id)
      order by p.place, p.next_attempt_at), '[]')
    from (select d.id, d.agency_id, d.next_attempt_at, row_number() over (
           partition by d.endpoint_id order by d.next_attempt_at) as place
         from bauhaus.webhook_deliveries d
        where d.state = 'pending' and d.next_attempt_at <= at
        order by place, d.next_attempt_at limit at_most) p
$$;

comment on function api.due_webhook_deliveries is
  'WebhookDeliveries.due, as the system: one of each endpoint after the other, so that the many of '
  'one that is down leave room for the others.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/due_webhook_deliveries',
  '336f7630d59df863620a3e4bf53e17a4849e6d2dbf46a36e70675273d196148c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_agency(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changes constant jsonb := request -> 'set';
  agency bauhaus.agencies;
begin
  select * into agency from bauhaus.agencies a where a.id = bauhaus.current_agency()
    for no key update;
  if not found or agency.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = bauhaus.agency_profile_json(agency) - '{id,sender,revision}'::text[] then
    return jsonb_build_object('kind', 'unchanged', 'agency', bauhaus.agency_profile_json(agency));
  end if;
  update bauhaus.agencies a
     set name = changes ->> 'name', phone = changes ->> 'phone',
         emergency_phone = changes ->> 'emergencyPhone', zone = changes ->> 'zone',
         hours = nullif(changes -> 'hours', 'null'),
         languages = array(select jsonb_array_elements_text(changes -> 'languages')),
         revision = a.revision + 1
   where a.id = agency.id returning * into agency;
  return jsonb_build_object('kind', 'edited', 'agency', bauhaus.agency_profile_json(agency));
end
$$;

comment on function api.edit_agency is
  'AgencyDesk.editAgency: what an agency says of itself; its sender is the operator’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_agency',
  'f645abd190d2d9c864ba42c517cdc6b0402a3dc7b52ab102c9d623ef012420fe')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notify constant boolean := (request ->> 'notify')::boolean;
  changes constant jsonb := request -> 'set';
  -- As jsonb null where none is given.
  consent constant jsonb := nullif(request -> 'consent', 'null');
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  other uuid;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j
   where j.id in (select t.journey_id from bauhaus.trips t
     where t.contact_id = (request ->> 'contactId')::uuid and t.status <> 'withdrawn')
   order by j.id for no key update;
  select * into old_contact from bauhaus.contacts c
    where c.id = (request ->> 'contactId')::uuid and c.forgotten_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_contact.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif consent is null
    and changes = bauhaus.contact_json(old_contact) - 'id' - 'revision' then
    return jsonb_build_object('kind', 'unchanged', 'contact', bauhaus.contact_json(old_contact));
  end if;
  contact := old_contact;
  contact.name := changes ->> 'name';
  contact.call_name := changes ->> 'callName';
  contact.phone := changes ->> 'phone';
  contact.email := changes ->> 'email';
  contact.language := changes ->> 'language';
  begin
    perform bauhaus.emit_journey_changed(x.journey_id, x.fields, notify, at)
      from bauhaus.change_contact(old_contact, contact, consent, notify, at) x;
  exception when unique_violation then
    select c.id into other from bauhaus.contacts c
      where c.agency_id = old_contact.agency_id and c.phone = changes ->> 'phone';
    if other is null then
      raise exception 'a contact changed while it was edited' using errcode = '55006';
    end if;
    return jsonb_build_object('kind', 'phone-taken', 'contactId', other);
  end;
  select * into contact from bauhaus.contacts c where c.id = contact.id;
  return jsonb_build_object('kind', 'edited', 'contact', bauhaus.contact_json(contact));
end
$$;

comment on function api.edit_contact is
  'ContactDesk.editContact: what is said of a contact, on all their trips, and a consent; '
  'emits TripChanged for each trip that it changes.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_contact',
  'd823b6db98329c420e79d10757dffeca728f243c248792d38c019c834360830d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  present jsonb;
begin
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  end if;
  present := jsonb_build_object('title', journey.title, 'owner', journey.owner,
    'group', (select g.name from bauhaus.groups g where g.id = journey.group_id),
    'notes', journey.notes, 'metadata', journey.metadata, 'keeperId', journey.keeper_id);
  if changes = present then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  update bauhaus.journeys j
     set title = changes ->> 'title', owner = changes ->> 'owner', notes = changes ->> 'notes',
       group_id = bauhaus.group_for(j.agency_id, changes ->> 'group', at),
       metadata = changes -> 'metadata', keeper_id = (changes ->> 'keeperId')::uuid
   where j.id = journey.id;
  journey := bauhaus.emit_journey_changed(journey.id, (
    select jsonb_agg(n.name order by n.name collate "C") from jsonb_each(present) n(name, value)
      where n.value <> changes -> n.name), false, at);
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_journey is 'JourneyDesk.editJourney.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_journey',
  'ed97702a063c2897b25e48c6a8abef4472d6e5c0f2d15a737624e97c33cf73af')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.edit_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  changes constant jsonb := request -> 'set';
  journey bauhaus.journeys;
  passenger bauhaus.passengers;
  old_contact bauhaus.contacts;
  contact bauhaus.contacts;
  touched jsonb := '{}';
begin
  -- The journeys of who is their own contact too, all before contacts and trips.
  perform from bauhaus.journeys j
   where j.id = (request ->> 'journeyId')::uuid
      or j.id in (select o.journey_id
        from bauhaus.trip_passengers b
        join bauhaus.trips t on t.id = b.trip_id and t.status <> 'withdrawn'
        join bauhaus.trips o on o.contact_id = t.contact_id and o.status <> 'withdrawn'
       where b.passenger_id = (request ->> 'passengerId')::uuid and b.left_at is null)
   order by j.id for no key update;
  select * into journey from bauhaus.journeys j
    where j.id = (request ->> 'journeyId')::uuid;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select * into passenger from bauhaus.passengers p
    where p.id = (request ->> 'passengerId')::uuid and p.journey_id = journey.id;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif journey.revision <> (request ->> 'revision')::integer then
    return jsonb_build_object('kind', 'stale');
  elsif changes = jsonb_build_object('name', passenger.name, 'callName', passenger.call_name,
    'kind', passenger.kind) then
    return jsonb_build_object('kind', 'unchanged', 'journey', bauhaus.journey_json(journey));
  end if;
  for old_contact in
    select * from bauhaus.contacts c
     where c.id in (select t.contact_id from bauhaus.trips t
         where t.journey_id = journey.id and t.status <> 'withdrawn')
       -- Of two of one name nobody knows which one the contact is.
       and array[passenger.id] = array(select o.passenger_id from bauhaus.own_passengers(c) o
         where o.journey_id = journey.id)
     order by c.id for update
  loop
    contact := old_contact;
    if passenger.passenger_key = bauhaus.passenger_key(contact.name)
      and passenger.name <> changes ->> 'name' then
      contact.name := changes ->> 'name';
    end if;
    if passenger.call_name <> changes ->> 'callName' then
      contact.call_name := changes ->> 'callName';
    end if;
    continue when (contact.name, contact.call_name) = (old_contact.name, old_contact.call_name);
    select touched || coalesce(jsonb_object_agg(x.journey_id,
        coalesce(touched -> x.journey_id::text, '[]') || x.fields), '{}')
      into touched from bauhaus.change_contact(old_contact, contact, null, false, at) x;
  end loop;
  update bauhaus.passengers p set name = changes ->> 'name', call_name = changes ->> 'callName',
      kind = changes ->> 'kind'
   where p.id = passenger.id;
  touched := touched || jsonb_build_object(journey.id,
    coalesce(touched -> journey.id::text, '[]') || '["passengers"]');
  perform bauhaus.emit_journey_changed(x.key::uuid, (
      select jsonb_agg(distinct f.name) from jsonb_array_elements(x.value) f(name)), false, at)
    from jsonb_each(touched) x;
  select * into journey from bauhaus.journeys j where j.id = journey.id;
  return jsonb_build_object('kind', 'edited', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.edit_passenger is
  'JourneyDesk.editPassenger: what is said of who flies, and in which words, from now on; the '
  'contact who they are themselves is said the same.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/edit_passenger',
  '727fb9645657622da40f4a86df41c30df8521782695c77fda992f6f1148b58b7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.end_operator_session(hash text, at timestamptz) returns jsonb
language sql set search_path = '' as $$
  update bauhaus.operator_sessions s set ended_at = at
   where s.token_hash = hash and s.ended_at is null;
  select null::jsonb
$$;

comment on function api.end_operator_session is 'OperatorSessions.end.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/end_operator_session',
  'bcad110c9dc9ec7bf75331477ea1c7b5cba35443157d47bd240f97a04592b45b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.end_session(hash text, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.sessions s set ended_at = at where s.token_hash = hash and s.ended_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.end_session is 'Sessions.end. Called as system: who has it may end it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/end_session',
  '248fe96596665804a406bdf976ac658d3fb50ea44ad57a219f77a1d686802416')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.erase_contact(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  is_rehearsal constant boolean := (request ->> 'dryRun')::boolean;
  contact bauhaus.contacts;
  trip bauhaus.trips;
  trip_ids uuid[];
  live_ids uuid[];
  journey uuid;
  journey_ids uuid[];
  empty_ids uuid[];
  phones text[];
  thread_ids uuid[];
  names_count integer;
  message_count integer;
  counts jsonb;
begin
  -- Journeys before contact and trips, as everywhere.
  perform from bauhaus.journeys j where j.id in (select t.journey_id from bauhaus.trips t
    where t.contact_id = (request ->> 'contactId')::uuid) order by j.id for no key update;
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid and c.forgotten_at is null for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  select coalesce(array_agg(distinct t.journey_id), '{}') into live_ids from bauhaus.trips t
   where t.contact_id = contact.id and t.status <> 'withdrawn'
     and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
       t.return_date) > at;
  if live_ids <> '{}' and not (request ->> 'withdraw')::boolean then
    return jsonb_build_object('kind', 'live', 'journeys', (
      select jsonb_agg(jsonb_build_object('id', j.id, 'reference', j.reference) order by j.id)
        from bauhaus.journeys j where j.id = any (live_ids)));
  end if;
  begin
    foreach journey in array live_ids loop
      for trip in
        select * from bauhaus.trips t where t.journey_id = journey and t.contact_id = contact.id
          and t.status <> 'withdrawn' order by t.id for update
      loop
        perform bauhaus.withdraw_trip(trip, false, at);
      end loop;
      if not exists (select from bauhaus.trips t
        where t.journey_id = journey and t.status <> 'withdrawn') then
        update bauhaus.journeys j set withdrawn_at = at where j.id = journey;
      end if;
      perform bauhaus.emit_journey_changed(journey, '["state", "trips"]', false, at);
    end loop;
    phones := bauhaus.phones_of_contact(contact);
    select coalesce(array_agg(t.id), '{}'), coalesce(array_agg(distinct t.journey_id), '{}')
      into trip_ids, journey_ids from bauhaus.trips t where t.contact_id = contact.id;
    empty_ids := array(select j.id from bauhaus.journeys j
      where j.id = any (journey_ids) and not exists (select from bauhaus.trips t
        join bauhaus.contacts o on o.id = t.contact_id
       where t.journey_id = j.id and o.id <> contact.id and o.forgotten_at is null));
    -- Of a journey on which others travel: who is the contact, or is on no trip of another's.
    update bauhaus.passengers p set name = '•••', call_name = ''
     where p.journey_id = any (journey_ids) and p.journey_id <> all (empty_ids)
       and p.id in (select b.passenger_id from bauhaus.trip_passengers b
         where b.trip_id = any (trip_ids))
       and (p.passenger_key = bauhaus.passenger_key(contact.name)
         or p.call_name <> '' and p.call_name = contact.call_name
         or not exists (select from bauhaus.trip_passengers b
           where b.passenger_id = p.id and b.trip_id <> all (trip_ids)));
    get diagnostics names_count = row_count;
    counts := bauhaus.forget_trips(trip_ids, agency, at)
      || bauhaus.forget_journeys(empty_ids, agency, at);
    message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
      where n.agency_id = agency and n.recipient = any (phones) order by n.id for update), at);
    thread_ids := array(select h.id from bauhaus.conversation_threads h
      where h.agency_id = agency and h.phone = any (phones) order by h.id for update);
    counts := counts || bauhaus.forget_threads(thread_ids, agency, at) || jsonb_build_object(
      'passengers', names_count + (counts ->> 'passengers')::integer,
      'messages', message_count + (counts ->> 'messages')::integer);
    perform bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
      where k.agency_id = agency and k.trip_id is null
        and k.facts ->> 'conversationId' = any (thread_ids::text[]) order by k.id for update), at);
    perform bauhaus.forget_imports(phones, journey_ids, agency);
    delete from bauhaus.suppressions s where s.agency_id = agency and s.phone = any (phones);
    perform bauhaus.forget_contact(contact.id, agency, at);
    insert into bauhaus.erasures as e (agency_id, person, erased_at)
    select agency, bauhaus.person_token(agency, p.phone), at from unnest(phones) p(phone)
    on conflict (agency_id, person) do update
       set erased_at = greatest(e.erased_at, excluded.erased_at);
    if is_rehearsal then
      raise exception 'a rehearsal' using errcode = 'BT001';
    end if;
  exception when sqlstate 'BT001' then
    null; -- what was written is undone, what was counted is known
  end;
  return jsonb_build_object('kind', case when is_rehearsal then 'rehearsed' else 'erased' end,
    'counts', counts, 'withdrawn', to_jsonb(live_ids), 'shared', (
      select coalesce(jsonb_agg(x.id order by x.id), '[]') from unnest(journey_ids) x(id)
       where x.id <> all (empty_ids)));
end
$$;

comment on function api.erase_contact is
  'PersonalData.erase. A rehearsal does all of it and undoes it, so its counts are those of the '
  'erasure.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/erase_contact',
  'cf8a36fc9b84ea2a45c36ab41bb39911212b6f0f8f1b316e6abe38ef5a495aeb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.explain_contact(contact_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  contact bauhaus.contacts;
  agency_sender text;
begin
  select * into contact from bauhaus.contacts c
   where c.id = explain_contact.contact_id and c.agency_id = agency;
  if not found then
    return null;
  end if;
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return jsonb_build_object('contactId', contact.id,
    'optedOut', contact.phone is not null
      and bauhaus.is_suppressed(agency_sender, contact.phone),
    'trips', (select coalesce(jsonb_agg(jsonb_build_object(
        'tripId', t.id, 'journeyId', t.journey_id, 'role', t.role,
        'flightNumber', t.flight_number, 'flightKey', t.flight_key,
        'originIata', t.origin_iata, 'destinationIata', t.destination_iata,
        'originZone', t.origin_zone, 'departure', bauhaus.instant(t.departure_date),
        'bookedAt', bauhaus.instant(t.inserted_at), 'hasNumber', t.whatsapp is not null,
        'messages', (select coalesce(jsonb_agg(jsonb_build_object(
              'id', n.id, 'type', n.notification_type, 'status', n.delivery_status,
              'providerStatus', n.provider_status, 'errorCode', n.error_code,
              'reason', n.error_message, 'createdAt', bauhaus.instant(n.created_at),
              'sentAt', bauhaus.instant(n.sent_at), 'gate', n.told ->> 'gate')
            order by n.seq), '[]')
          from bauhaus.notifications_log n where n.trip_id = t.id),
        'decisions', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(d.at), 'decision', d.decision, 'subject', d.subject,
              'rule', d.rule,
              'until', case when d.detail ->> 'until' ~ '^\d{4}-\d\d-\d\dT'
                then bauhaus.instant((d.detail ->> 'until')::timestamptz) end) order by d.id), '[]')
          from bauhaus.decisions d
         where d.trip_id = t.id and d.decision in ('held', 'suppressed', 'dropped')),
        'readings', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(h.recorded_at), 'phase', h.status, 'gate', h.gate_origin,
              'departure', bauhaus.instant(h.estimated_out)) order by h.recorded_at, h.id), '[]')
          from bauhaus.flight_status_history h where h.flight_key = t.flight_key),
        'calls', (select coalesce(jsonb_agg(jsonb_build_object(
              'at', bauhaus.instant(k.opened_at), 'state', k.state,
              'message', coalesce(k.facts ->> 'message', k.reason),
              'closedAt', bauhaus.instant(k.closed_at)) order by k.opened_at, k.id), '[]')
          from bauhaus.tasks k where k.trip_id = t.id and k.kind = 'call'))
      order by t.departure_date, t.id), '[]')
      from (select x.* from bauhaus.trips x
             where x.contact_id = contact.id and x.agency_id = agency
               and x.forgotten_at is null
             order by x.departure_date desc, x.id limit 20) t));
end
$$;

comment on function api.explain_contact is
  'Explanations.of: what was said and not said to a contact, as it was written down.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/explain_contact',
  '41834ef8ac4ebfb3ac13670396e31323034c6e78a5a67c300d76a8bf7ed3a151')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.files_removed(text[]);
create or replace function api.files_removed(paths text[], at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  removed integer;
begin
  update bauhaus.files_to_remove r set since = r.until
   where r.path = any (paths) and r.until > at;
  delete from bauhaus.files_to_remove r
   where r.path = any (paths) and r.since <= at and coalesce(r.until <= at, true);
  get diagnostics removed = row_count;
  return jsonb_build_object('removed', removed);
end
$$;

comment on function api.files_removed is
  'PersonalData.filesRemoved; a file that may be put once more is removed again after that.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_removed',
  'c413fa843e6d55059d125973e5170fd81100b03ae2a8d80de8c9d171ba6ee852')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.files_to_remove(integer);
create or replace function api.files_to_remove(at timestamptz, at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(f.path order by f.path), '[]') from (
    select r.path from bauhaus.files_to_remove r
     where r.since <= at order by r.since limit at_most) f
$$;

comment on function api.files_to_remove is 'PersonalData.filesToRemove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/files_to_remove',
  '55ad1ab8de06ef9c8931799234176da61eb22e83eb094cd6dac90cd81be06fb6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.finish_import(request jsonb) returns jsonb
language sql set search_path = '' as $$
  with finished as (
    update bauhaus.imports i
       set state = case i.state when 'applying' then 'applied' else 'undone' end,
           leased_by = null, lease_until = null
     where i.id = (request ->> 'id')::uuid and i.state in ('applying', 'undoing')
       and i.leased_by = request ->> 'worker'
    returning i.id)
  select to_jsonb(exists (select from finished))
$$;

comment on function api.finish_import is 'Imports.finish.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/finish_import',
  '254e5477f06ca08d6a585b5658c80273151c048f262c3e6cc206aafd6bcc13c5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_agency() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.agency_profile_json(a) from bauhaus.agencies a
   where a.id = bauhaus.current_agency()
$$;

comment on function api.get_agency is 'AgencyDesk.agencyProfile.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_agency',
  'f0f57ccdbf64655e8bedd45d1c40e88f6c33631b670ff3a52e73cd66ef65f667')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_contact(contact_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('contact', bauhaus.contact_json(c),
      'reachability', bauhaus.reachability(c), 'consent', bauhaus.consent_of(c.id))
    from bauhaus.contacts c where c.id = contact_id and c.forgotten_at is null
$$;

comment on function api.get_contact is 'ContactDesk.contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_contact',
  '9017bf5bd14ad789a0516c5ce1e95910cf9ce344ae837efb93a58e88b9d1853f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_conversation(conversation uuid, at_most integer) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation;
  if not found then
    return null;
  end if;
  return bauhaus.conversation_json(thread) || jsonb_build_object('messages', (
    select coalesce(jsonb_agg(m.message order by m.at, m.position), '[]'::jsonb) from (
      select w.message, w.at, w.position from (
        (select bauhaus.word_json(c) as message, c.at, 0 as position
           from bauhaus.conversations c
          where c.thread_id = thread.id and c.direction <> 'out'
          order by c.at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.sent_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is not null
            and not rules.is_for_staff(n.notification_type)
          order by n.sent_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.notification_type in ('reply', 'agency_reply', 'agency_notice')
            and n.delivery_status in ('PENDING', 'SENDING', 'UNKNOWN')
          order by n.created_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.delivery_status = 'FAILED' and n.permanent
            and not rules.is_for_staff(n.notification_type)
          order by n.created_at desc limit at_most)) w
      order by w.at desc, w.position desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_conversation',
  '1e59ebd7b69db1acc49ce5c0961b42fa7bcc9c7e4bec91bb87980536f339d63d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_duty() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('zone', a.zone, 'roster', r.roster, 'revision', coalesce(r.revision, 0),
      'updatedAt', bauhaus.instant(r.updated_at), 'updatedBy', r.updated_by,
      'members', (select coalesce(jsonb_agg(bauhaus.staff_json(m) order by m.joined_at, m.id), '[]')
        from bauhaus.members m
       where m.agency_id = a.id and m.left_at is null and m.role <> 'limited'),
      'untold', bauhaus.incidents_json(array(select i.id from bauhaus.incidents i
       where i.agency_id = a.id and i.state = 'open' and i.alert in ('unanswered', 'unreachable')
       order by i.opened_at, i.id)))
    from bauhaus.agencies a left join bauhaus.duty_rosters r on r.agency_id = a.id
   where a.id = bauhaus.current_agency()
$$;

comment on function api.get_duty is 'DutyDesk.duty.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_duty',
  '90b169dbf3150e7ea15c285c0491417cca2ac3ec1f5dc3f072a385c2fb93238d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_import(import_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.import_json(i) from bauhaus.imports i where i.id = import_id
$$;

comment on function api.get_import is 'Imports.get.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_import',
  'e474b6d0c4d29d5ae454694a246cc0b5ef122061c4c72e3fc25de8674de4c133')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_import_table(import_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select i.content from bauhaus.imports i where i.id = import_id
$$;

comment on function api.get_import_table is 'Imports.table; null where a person in it was erased.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_import_table',
  'df0ee0cf30b7b4ed72106b6427d1aadce26a6bd5055a50dbbeb48439d4d4fe71')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_incident(incident_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.incident_json(i) || jsonb_build_object(
      'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k)
            || jsonb_build_object('tripName', t.client_name) order by k.opened_at, k.id), '[]')
        from bauhaus.tasks k left join bauhaus.trips t on t.id = k.trip_id
       where k.incident_id = i.id),
      'notes', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text,
            'by', n.by_whom, 'at', bauhaus.instant(n.at)) order by n.at, n.id), '[]')
        from bauhaus.incident_notes n where n.incident_id = i.id),
      'calls', (select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(c.called_at),
            'to', m.name, 'status', n.delivery_status, 'answeredAt', bauhaus.instant(c.answered_at))
            order by c.called_at, m.name), '[]')
        from bauhaus.duty_calls c
        join bauhaus.members m on m.id = c.member_id
        left join bauhaus.notifications_log n on n.agency_id = c.agency_id
          and n.effect_key = c.effect_key
       where c.agency_id = i.agency_id and c.incident_id = i.id),
      'acts', (select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(l.at),
            'by', l.actor_name, 'changes', l.changes) order by l.id), '[]')
        from bauhaus.audit_log l
       where l.agency_id = i.agency_id and l.object_id = i.id::text
         and l.object_kind = 'incidents'))
    from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_incident is 'Incidents.get.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_incident',
  '7f3d5a8591dea53ffaf4adf27967389d1f508eb5e11ce752e63a3fd0676e6a16')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_invitation(hash text) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.invitation_json(i) || jsonb_build_object('agencyId', a.id, 'agencyName', a.name)
    from bauhaus.invitations i join bauhaus.agencies a on a.id = i.agency_id
   where i.token_hash = hash and i.agency_id = bauhaus.current_agency()
$$;

comment on function api.get_invitation is 'Members.invitationOf.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_invitation',
  '6e7bb6c67be7d533785997477d4da4ce6f61cb5ee1838970abc689db98b52152')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_knowledge(entry_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.knowledge_json(k) from bauhaus.knowledge k where k.id = entry_id
$$;

comment on function api.get_knowledge is 'Knowledge.entry.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_knowledge',
  'fd4b556a4caa4d664de943554bfe2b0a2739a219e1dd770f7d1b0a507ff959a0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.get_notice(notice uuid) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.notice_json(n) from bauhaus.notices n where n.id = notice
$$;

comment on function api.get_notice is 'Notices.notice; null where the agency has no such notice.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_notice',
  '92289055a5d76f15bf36a136be2c59a14bcf56cd505cb1437ef378c41f00d77b')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.give_conversation_back(uuid,text,timestamp with time zone);
create or replace function api.give_conversation_back(
  conversation uuid, by_whom text, at timestamptz, steal boolean
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null and not steal then
    return held;
  end if;
  if thread.taken_over_until is not null then
    perform bauhaus.emit('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', thread.id,
          bauhaus.instant(thread.taken_over_until))),
      thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = null, taken_over_until = null, taken_over_by = null
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'done', closed_by = by_whom, closed_at = at,
    closed_reason = 'given_back', updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff' and k.state <> 'done'
     and k.facts ->> 'conversationId' = conversation::text;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.give_conversation_back is
  'ConversationDesk.giveBack: ends the takeover, closes its handoff, emits HumanTakeoverEnded.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/give_conversation_back',
  '6d2518f87089fd4acb828e8e6a50af1e42233fd7ed9c20f675956c7bafea5c88')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.hold_storage(bytes bigint) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  if bauhaus.ceiling(agency, 'storage_mb') is not null then
    perform bauhaus.hold_ceiling(agency, 'storage_mb', (
      select ceil((coalesce(sum(d.bytes), 0) + hold_storage.bytes) / 1000000.0)::bigint
        from bauhaus.documents d where d.agency_id = agency));
  end if;
  return to_jsonb(true);
end
$$;

comment on function api.hold_storage is
  'ConversationDesk.holdStorage: raises BT429 where the documents of the agency would be too many.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/hold_storage',
  'e2d3fc9afd7f21b6aa07e1bfd49b553808069113fc5d7ec515e9ffb58c834c0a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.import_context(request jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'journeys', (
      select coalesce(jsonb_agg(bauhaus.journey_json(j)), '[]') from bauhaus.journeys j
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and (j.reference = any (array(
             select jsonb_array_elements_text(request -> 'references')))
           or j.idempotency_key = any (array(
             select jsonb_array_elements_text(request -> 'keys'))))),
    'ofOthers', (
      select coalesce(jsonb_agg(j.id), '[]') from bauhaus.journeys j
        join bauhaus.members m on m.id = bauhaus.acting_member()
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and (j.reference = any (array(
             select jsonb_array_elements_text(request -> 'references')))
           or j.idempotency_key = any (array(
             select jsonb_array_elements_text(request -> 'keys'))))
         and m.role = 'agent' and m.sees = 'own' and j.keeper_id is distinct from m.id),
    'keyed', (
      select coalesce(jsonb_agg(jsonb_build_object('key', j.idempotency_key, 'journeyId', j.id)),
          '[]')
        from bauhaus.journeys j
       where j.agency_id = (select bauhaus.current_agency()) and j.withdrawn_at is null
         and j.idempotency_key = any (array(
           select jsonb_array_elements_text(request -> 'keys')))),
    'taken', (
      select coalesce(jsonb_agg(jsonb_build_object('nth', a.ordinality - 1,
          'journeyId', t.journey_id, 'reference', t.reference)), '[]')
        from jsonb_array_elements(request -> 'trips') with ordinality a
        cross join lateral (
          select y.journey_id, j.reference from bauhaus.trips y
            join bauhaus.journeys j on j.id = y.journey_id
           where y.contact_id = (
               select c.id from bauhaus.contacts c
                where c.agency_id = (select bauhaus.current_agency())
                  and c.phone = a.value ->> 'phone')
             and y.flight_number = a.value ->> 'flightNumber'
             and y.local_departure_date = a.value ->> 'date'
             and y.status <> 'withdrawn' and not y.is_kept_apart
           limit 1) t))
$$;

comment on function api.import_context is
  'Imports.context: journeys by booking code or key, which of them who asks does not see, and '
  'which of the asked trips there are.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/import_context',
  'e6729e8b6ed71d8629b230131234c0b9856e1d4edef347032253ae24eae759af')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.import_work(import_id uuid, what jsonb) returns jsonb
language sql stable set search_path = '' as $$
  with of_import as (
    select j.*, row_number() over (
        partition by j.verdict order by j.departure nulls last, j.position) - 1 as nth,
        count(*) over (partition by j.verdict) as of_all
      from bauhaus.imported_journeys j where j.import_id = import_work.import_id)
  select coalesce(jsonb_agg(jsonb_build_object('position', n.position, 'state', n.state,
      'verdict', n.verdict, 'journeyId', n.journey_id, 'basis', n.basis,
      'revisionAfter', n.revision_after, 'content', n.content, 'nth', n.nth, 'of', n.of_all)
      order by n.departure nulls last, n.position), '[]')
    from (select * from of_import o
      where o.verdict in ('new', 'changed')
        and o.state = any (array(select jsonb_array_elements_text(what -> 'states')))
      order by o.departure nulls last, o.position limit (what ->> 'limit')::integer) n
$$;

comment on function api.import_work is 'Imports.work: the first departures first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/import_work',
  '3f017ac5507723a3c1a03cc814700a9e9d0ba26e0a0df93072b42a588e76b732')
on conflict (name) do update set checksum = excluded.checksum;

-- `sent_at is not null`: of a phone, the ledger is searched by the index of what was sent.
create or replace function api.inbound_claims(message jsonb, phones jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'claims', coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id, 'name', a.name,
      'isSuspended', a.suspended_at is not null,
      'isQuoted', message ->> 'quotes' is not null and exists (
        select from bauhaus.notifications_log n
         where n.agency_id = a.id and n.sender = a.sender and n.recipient = p.phone
           and n.sent_at is not null
           and message ->> 'quotes' = any (n.former_provider_ids || n.provider_id)),
      'isHeld', coalesce(h.taken_over_until > (message ->> 'now')::timestamptz, false)
        or exists (select from bauhaus.tasks k where k.agency_id = a.id and k.kind = 'handoff'
          and k.state <> 'done' and k.facts ->> 'conversationId' = h.id::text),
      'isAlerted', message ->> 'alertAnswer' is not null and exists (
        select from bauhaus.duty_alerts d
         where d.agency_id = a.id and d.phone = p.phone and d.answered_by is null
           and d.asked_at > (message ->> 'now')::timestamptz - interval '12 hours'),
      'wroteAt', bauhaus.instant(h.last_inbound_at)) order by a.id), '[]'),
    'question', (
      select jsonb_build_object('choices', q.choices, 'agencyId', q.agency_id,
               'at', bauhaus.instant(q.at), 'answeredBy', q.answered_by, 'held', q.held)
        from bauhaus.agency_questions q
       where q.sender = message ->> 'sender' and q.phone = message ->> 'traveller'))
    from jsonb_to_recordset(phones) as p("agencyId" uuid, phone text)
    join bauhaus.agencies a on a.id = p."agencyId" and a.sender = message ->> 'sender'
    left join bauhaus.conversation_threads h
      on h.agency_id = a.id and h.sender = a.sender and h.phone = p.phone
$$;

comment on function api.inbound_claims is
  'What all agencies that share a number know of a message to it: AgencyClaim of '
  'shared/domain/which-agency.ts for each, and AgencyQuestion with the messages that wait for its '
  'answer. `phones` are the traveller''s number as each agency seals it, by `agencyId`; '
  '`traveller` is its token.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/inbound_claims',
  'c9212bb08d09d25b9307d9b0f446b97dcdf2d1ce324ec8def23dacb3b0efd2b7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.invite_member(invitation jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  made bauhaus.invitations;
begin
  insert into bauhaus.invitations (agency_id, token_hash, name, email, role, groups, sees,
    invited_by, created_at, expires_at)
  values (bauhaus.current_agency(), invitation ->> 'hash', invitation ->> 'name',
    invitation ->> 'email', invitation ->> 'role',
    array(select jsonb_array_elements_text(invitation -> 'groups'))::uuid[],
    invitation ->> 'sees', invitation ->> 'invitedBy', (invitation ->> 'now')::timestamptz,
    (invitation ->> 'expiresAt')::timestamptz)
  returning * into made;
  return bauhaus.invitation_json(made);
end
$$;

comment on function api.invite_member is 'Members.invite.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/invite_member',
  '403e4ce37502053f66e182ffd74ff0f93db2a5e55e3e918e0cef01b545dadc2a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.is_own(topic text, thing text) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(bauhaus.is_own(topic, thing))
$$;

comment on function api.is_own is 'Members.isOwn.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/is_own',
  'c356820f627d1a1b2dc81f870d853d38486ae9550229ea4f29f97acf7c88cb8f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.knowledge_without_embedding(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select case when bauhaus.has_vectors() then (
    select coalesce(jsonb_agg(bauhaus.knowledge_json(k)), '[]'::jsonb) from (
      select x.* from bauhaus.knowledge x
       where x.agency_id = bauhaus.current_agency() and x.embedded_text is distinct from x.question
       order by x.id limit at_most) k) end
$$;

comment on function api.knowledge_without_embedding is
  'Knowledge.withoutEmbedding: entries whose question has no embedding yet; null where the server '
  'has no vectors.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/knowledge_without_embedding',
  'bfc7fce5dc2e28e5bb986c696637d9353811c3f5bb59ab89d01a8b9ab0b4f5e3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.leave_agency(member_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  gone bauhaus.members;
  thread bauhaus.conversation_threads;
begin
  if bauhaus.is_last_owner(member_id) then
    return jsonb_build_object('kind', 'last-owner');
  end if;
  update bauhaus.members m set left_at = at, phone = null, phone_consented_at = null
   where m.id = member_id and m.agency_id = agency and m.left_at is null
  returning * into gone;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  update bauhaus.duty_alerts a set phone = null where a.member_id = gone.id;
  update bauhaus.sessions s set ended_at = at where s.member_id = gone.id and s.ended_at is null;
  delete from bauhaus.push_subscriptions p where p.member_id = gone.id;
  -- What they held is everybody's again; conversations before tasks before incidents, as
  -- everywhere. Their handoffs stay open: nobody has answered.
  for thread in
    select h.* from bauhaus.conversation_threads h
     where h.agency_id = agency and h.taken_over_by = gone.name and h.taken_over_until > at
     order by h.id for update
  loop
    perform bauhaus.emit('HumanTakeoverEnded',
      bauhaus.uuid_v5(format('["HumanTakeoverEnded","%s","%s"]', thread.id,
          bauhaus.instant(thread.taken_over_until))),
      agency, null, jsonb_build_object('conversationId', thread.id), at);
    update bauhaus.conversation_threads h
       set taken_over_at = null, taken_over_until = null, taken_over_by = null
     where h.id = thread.id;
  end loop;
  perform from bauhaus.tasks t
    where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name
    order by t.id for update;
  update bauhaus.tasks t set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
   where t.agency_id = agency and t.state = 'claimed' and t.claimed_by = gone.name;
  update bauhaus.journeys j set keeper_id = null where j.keeper_id = gone.id;
  update bauhaus.incidents i
     set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
   where i.agency_id = agency and i.state = 'claimed' and i.owner_id = gone.id;
  return jsonb_build_object('kind', 'changed', 'member', bauhaus.member_json(gone));
end
$$;

comment on function api.leave_agency is
  'Members.remove: ends their sessions at once, and what they held returns to the queue.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/leave_agency',
  '0f0f33290fbf87e337e031b6a016d6c734918506c07ee7d0b7ff646bfa2fbba6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_api_keys() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
    from bauhaus.agency_api_keys k where k.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_api_keys is 'ApiKeys.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_api_keys',
  'b65422a835c7e177fca3afd08fcafa30cbebcbc7709c47ac03546d3c9cf1e329')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_brakes() returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  return jsonb_build_object(
    'brakes', (select coalesce(jsonb_agg(bauhaus.brake_json(b)
        order by b.set_at desc, b.scope, b.subject), '[]'::jsonb)
      from bauhaus.sending_brakes b where b.agency_id = agency or b.agency_id is null),
    'held', (select count(*) from bauhaus.notifications_log n
      where n.agency_id = agency and n.error_message = 'sending_paused'
        and n.next_attempt_at is not null));
end
$$;

comment on function api.list_brakes is
  'Brakes.list: every brake that was ever set and the operator’s, the latest first, and how many '
  'messages pauses hold.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_brakes',
  'b1b07485e992688d2b9fbfed1768fdc7c7891667868e4d9504651d6c7ba71ecc')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_changes(
  after text, groups uuid[], at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  -- A stable function has one snapshot: this one, and what it sees below.
  present constant pg_snapshot := pg_current_snapshot();
  cursor constant text := present::text || '@' || extract(epoch from now())::bigint;
  since pg_snapshot;
  issued timestamptz;
  found_count integer;
  found_changes jsonb;
begin
  begin
    since := split_part(after, '@', 1)::pg_snapshot;
    issued := to_timestamp(split_part(after, '@', 2)::double precision);
  exception when data_exception then
    since := null;
  end;
  -- Rows are kept for three days (retention). One of another database, or of before a backup was
  -- put back, may be ahead of this one.
  if since is null or issued is null or pg_snapshot_xmax(since) > pg_snapshot_xmax(present)
    or issued not between now() - interval '2 days' and now() + interval '1 hour' then
    return jsonb_build_object('changes', '[]'::jsonb, 'cursor', cursor, 'reset', true);
  end if;
  select count(*), coalesce(jsonb_agg(distinct jsonb_build_object('topic', x.topic,
      'id', x.subject)), '[]')
    into found_count, found_changes
    from (select c.topic, c.subject from bauhaus.changes c
      where c.agency_id = (select bauhaus.current_agency())
        and c.xid >= pg_snapshot_xmin(since) and c.xid < pg_snapshot_xmax(present)
        and not pg_visible_in_snapshot(c.xid, since)
        and (groups is null or bauhaus.is_of_groups(c.topic, c.subject, groups))
      limit at_most + 1) x;
  return jsonb_build_object('cursor', cursor, 'reset', found_count > at_most,
    'changes', case when found_count > at_most then '[]' else found_changes end);
end
$$;

comment on function api.list_changes is
  'Changes.after. The cursor is a snapshot and when it was taken: what the one of before did not '
  'see and this one sees has been committed since, whatever the order of numbers. Only the primary '
  'knows it: a standby does not list who is under way.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_changes',
  'bab54ed9ba241bc61d4e4b55266ee2260a6bcda2b9c0f47f6ceab3f7c0190a74')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_conversations(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  box constant text := filter ->> 'box';
  ids uuid[];
begin
  -- Ids alone are sorted, of which there may be thousands, and a page of rows is read.
  ids := array(
    select h.id
      from bauhaus.conversation_threads h
      left join (
        select distinct on (k.facts ->> 'conversationId') k.facts ->> 'conversationId' as id,
               k.severity = 'urgent' as is_urgent, k.opened_at
          from bauhaus.tasks k
         where k.agency_id = agency and k.kind = 'handoff' and k.state <> 'done'
         order by k.facts ->> 'conversationId', k.severity = 'urgent' desc, k.opened_at, k.id
      ) w on w.id = h.id::text
     where h.agency_id = agency
       and (filter ->> 'phone' is null or h.phone = filter ->> 'phone')
       and (filter ->> 'id' is null or h.id = (filter ->> 'id')::uuid)
       and (filter -> 'groups' is null or bauhaus.is_of_groups('conversation', h.id::text,
         array(select jsonb_array_elements_text(filter -> 'groups'))::uuid[]))
       and (filter ->> 'takenOverBy' is null or h.taken_over_by = filter ->> 'takenOverBy')
       and (box is null or h.taken_over_by is null and (box = 'waiting') = (w.id is not null))
     order by case when box = 'waiting' then not w.is_urgent end,
       case when box = 'waiting' then w.opened_at end,
       h.last_inbound_at desc nulls last, h.id
     limit (filter ->> 'limit')::integer offset coalesce((filter ->> 'offset')::integer, 0));
  return (select coalesce(jsonb_agg(bauhaus.conversation_json(h) order by x.place), '[]')
    from unnest(ids) with ordinality x (id, place)
    join bauhaus.conversation_threads h on h.id = x.id);
end
$$;

comment on function api.list_conversations is
  'ConversationDesk.conversations, latest inbound message first; of those that wait the urgent '
  'ones first, then by how long they do.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_conversations',
  'b324dfe03da353f3bb58ee2d5f9c6fb4c79ac0ce2a6d77736ce214597edabe7c')
on conflict (name) do update set checksum = excluded.checksum;

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
        'passengers', flying.passengers, 'minors', flying.minors, 'names', x.names,
        'groups', x.groups, 'last', x.last, 'failed', x.failed, 'toCall', x.to_call,
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
          count(*) filter (where said.status = 'FAILED' and (open.to_call or not exists (
            select from bauhaus.tasks o
             where o.trip_id = t.id and rules.is_told_by_call(o.kind)
               and o.closed_reason = 'done_by_agency'
               and o.opened_at >= coalesce(t.rebooked_at, '-infinity'))))::integer as failed,
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
       where t.flight_key = k.flight_key and t.agency_id = agency and t.status <> 'withdrawn') x
     -- Those of a guide's trip are also of their guardians'.
     cross join lateral (select count(distinct p.id)::integer as passengers,
          count(distinct p.id) filter (where p.kind in ('child', 'infant'))::integer as minors
        from bauhaus.trips t
        join bauhaus.trip_passengers b on b.trip_id = t.id and b.left_at is null
        join bauhaus.passengers p on p.id = b.passenger_id
       where t.flight_key = k.flight_key and t.agency_id = agency and t.status <> 'withdrawn')
         flying);
end
$$;

comment on function api.list_flights is
  'Board.flights: the flights of the agency in a window, each with how its people are doing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_flights',
  '2c4c0880fe956e06ab0b350e6dec7bab48a765858a606312b74a719107f41f0a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_imported_journeys(import_id uuid, filter jsonb) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('position', n.position, 'verdict', n.verdict,
      'state', n.state, 'journeyId', n.journey_id, 'outcome', n.outcome, 'content', n.content)
      order by n.position), '[]')
    from (select * from bauhaus.imported_journeys j
      where j.import_id = list_imported_journeys.import_id
        and j.position > (filter ->> 'after')::integer
        and (filter ->> 'verdict' is null or j.verdict = filter ->> 'verdict'
          or j.row_verdicts ? (filter ->> 'verdict'))
        and (filter ->> 'state' is null or j.state = filter ->> 'state')
      order by j.position limit (filter ->> 'limit')::integer) n
$$;

comment on function api.list_imported_journeys is
  'Imports.journeys: with a verdict also those of which a row has it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_imported_journeys',
  '831e618be1b667e3a382f450825ec264bddd3d87194c54b91d1645bbc833567e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_imports(at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.import_json(n::bauhaus.imports)
      order by n.inserted_at desc, n.id desc), '[]')
    from (select * from bauhaus.imports i where i.agency_id = (select bauhaus.current_agency())
      order by i.inserted_at desc, i.id desc limit at_most) n
$$;

comment on function api.list_imports is 'Imports.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_imports',
  'e297d862e736f53fe877abd289b866202ff2550192b4fb7c71293f79bf0386a1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_incidents(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at constant timestamptz := (filter ->> 'now')::timestamptz;
  agency constant uuid := bauhaus.current_agency();
  of_kind constant text := filter ->> 'kind';
  owner constant uuid := filter ->> 'ownerId';
  is_snoozed constant boolean := filter ->> 'isSnoozed';
  is_urgent constant boolean := (filter ->> 'severity') = 'urgent';
  how_many constant integer := filter ->> 'limit';
  from_where constant integer := filter ->> 'offset';
  ids uuid[];
begin
  -- Ids alone are sorted, of which there may be thousands, and a page of rows is read.
  if (filter ->> 'isDone')::boolean then
    ids := array(
      select i.id from bauhaus.incidents i
       where i.agency_id = agency and i.state = 'done'
         and (of_kind is null or i.kind = of_kind)
         and (owner is null or i.owner_id = owner)
         and (is_urgent is null or is_urgent
           = (i.severity = 'urgent' or coalesce(i.urgent_from <= i.closed_at, false)))
       order by i.closed_at desc, i.id limit how_many offset from_where);
  else
    ids := array(
      select i.id from bauhaus.incidents i
       where i.agency_id = agency and i.state <> 'done'
         and (of_kind is null or i.kind = of_kind)
         and (owner is null or i.owner_id = owner)
         and (is_snoozed is null or is_snoozed = coalesce(i.snoozed_until > at, false))
         and (is_urgent is null or is_urgent
           = (i.severity = 'urgent' or coalesce(i.urgent_from <= at, false)))
       order by i.severity <> 'urgent' and coalesce(i.urgent_from > at, true),
         i.deadline nulls last, i.people * (1 + i.unreached) desc, i.opened_at desc, i.id
       limit how_many offset from_where);
  end if;
  return bauhaus.incidents_json(ids);
end
$$;

comment on function api.list_incidents is
  'Incidents.list: urgent ones first, then by departure, people and who is unreached; of those '
  'that are done the latest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_incidents',
  '369e60b7b1e37f733a04ed1ac36d56da6a079b8ef313eadb7fefa9d6cf9e95d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_invitations() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.invitation_json(i) order by i.created_at desc, i.id), '[]')
    from bauhaus.invitations i where i.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_invitations is 'Members.invitations, newest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_invitations',
  'd824a4403f12ff0fb43eaedb5eead292ee86569452927c00550fd39ca6ebf6cb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_knowledge(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  last bauhaus.knowledge;
begin
  select * into last from bauhaus.knowledge k where k.id = (filter ->> 'after')::uuid;
  return (select coalesce(
      jsonb_agg(bauhaus.knowledge_json(k) order by k.question collate "C", k.id), '[]'::jsonb)
    from (
    select x.* from bauhaus.knowledge x
     where x.agency_id = bauhaus.current_agency()
       and (last.id is null
         or (x.question collate "C", x.id) > (last.question collate "C", last.id))
     order by x.question collate "C", x.id limit (filter ->> 'limit')::integer) k);
end
$$;

comment on function api.list_knowledge is 'Knowledge.list, by question.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_knowledge',
  '5e3bd32227ead4941f3c9d6cb4661340bdba603e0ec7dc3544bf7e938d922e1b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_members() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.member_json(m) order by m.joined_at, m.id), '[]')
    from bauhaus.members m where m.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_members is 'Members.list: who has left too.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_members',
  '088a02fb9f81c570632052efa90cfbd0226c349ecacb8bd1b1c17e47c819afdb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_webhook_deliveries(
  webhook_id uuid, before jsonb, at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  if not exists (select from bauhaus.webhook_endpoints e
    where e.id = webhook_id and e.agency_id = bauhaus.current_agency()) then
    return null;
  end if;
  return (select coalesce(jsonb_agg(bauhaus.webhook_delivery_json(p.d)
      order by (p.d).created_at desc, (p.d).id desc), '[]')
    from (select d from bauhaus.webhook_deliveries d
       where d.endpoint_id = webhook_id and (before is null or (d.created_at, d.id)
         < ((before ->> 'at')::timestamptz, (before ->> 'id')::uuid))
       order by d.created_at desc, d.id desc limit at_most) p);
end
$$;

comment on function api.list_webhook_deliveries is
  'Webhooks.deliveries, newest first; null: there is no such endpoint.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_webhook_deliveries',
  '33129250d6c2fce0ddf5d4e0f0274e887870b9575291819cc70f605e30390173')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.list_webhooks() returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(bauhaus.webhook_json(e) order by e.inserted_at, e.id), '[]')
    from bauhaus.webhook_endpoints e where e.agency_id = bauhaus.current_agency()
$$;

comment on function api.list_webhooks is 'Webhooks.list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/list_webhooks',
  'efc17d07ce981b5f557683d51a549577e1b1c6abff692fc09cd53cbd8e78eadd')
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
    'journey', case when request ->> 'journeyId' is not null
      then bauhaus.journey_context((request ->> 'journeyId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null
      then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid,
         (request #>> '{conversation,messageId}')::uuid) end,
    'duty', case when jsonb_typeof(request -> 'duty') = 'object'
      then bauhaus.duty_context((request ->> 'actorId')::uuid,
        (request #>> '{duty,day}')::timestamptz) end);
end
$$;

comment on function api.load_turn is
  'ActorStore.load: everything that a turn starts from (LoadRequest -> Loaded).';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/load_turn',
  '76644348a2a43e7a880e9bd96422fdaed5e87b95dee8e443171af8bf10c8c3e8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.memberships_of(user_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('memberId', m.id, 'name', m.name, 'role', m.role,
      'agencyId', a.id, 'agencyName', a.name) order by m.joined_at, m.id), '[]')
    from bauhaus.members m join bauhaus.agencies a on a.id = m.agency_id
   where m.user_id = memberships_of.user_id and m.left_at is null
$$;

comment on function api.memberships_of is
  'Sessions.memberships. Called as system, since the agency is not known yet.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/memberships_of',
  '099645db754bbb7a0bef1c2094c71c07c83175bc78bf44667cb04f72066138aa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.monthly_reports_due(at timestamptz, at_most integer) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('agencyId', d.id,
      'month', to_char(d.month, 'YYYY-MM')) order by d.id), '[]')
    from (
      select a.id, m.month
        from bauhaus.agencies a
       cross join lateral (select at at time zone coalesce(a.zone, 'UTC') as local) l
       cross join lateral (
         select (date_trunc('month', l.local) - interval '1 month')::date as month) m
       where a.suspended_at is null
         and l.local >= date_trunc('month', l.local) + interval '8 hours'
         and l.local < date_trunc('month', l.local) + interval '10 days'
         and exists (
           select from bauhaus.members o
            where o.agency_id = a.id and o.role = 'owner' and o.left_at is null
              and o.joined_at < date_trunc('month', l.local) at time zone coalesce(a.zone, 'UTC')
              and not exists (
                select from bauhaus.monthly_reports r
                 where r.agency_id = a.id and r.month = m.month and r.member_id = o.id
                   and (r.settled_at is not null or r.lease_until > at)))
       order by a.id limit at_most) d
$$;

comment on function api.monthly_reports_due is
  'MonthlyReports.due: from eight in the morning of the first until the tenth, by the clock of '
  'each agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/monthly_reports_due',
  'd6bfd2c6a5cebb91b7f31d772855f69c0e1ee72c6add4e8e825f338144740de0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.move_incident(incident_id uuid, move jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (move ->> 'now')::timestamptz;
  act constant text := move ->> 'act';
  agency constant uuid := bauhaus.current_agency();
  incident bauhaus.incidents;
  task_ids uuid[];
begin
  -- A conversation is locked before its handoff, as whoever takes it over does; tasks are locked
  -- before their incident, as whoever closes one does, so that one which joins it meanwhile is left
  -- as it is.
  perform from bauhaus.incidents i join bauhaus.conversation_threads c on c.id::text = i.subject
    where i.id = move_incident.incident_id and i.agency_id = agency and i.kind = 'conversation'
      and c.agency_id = agency and act = 'resolve'
    for update of c;
  task_ids := array(select k.id from bauhaus.tasks k
    where k.incident_id = move_incident.incident_id and k.agency_id = agency
      and (k.state <> 'done' and act in ('claim', 'release', 'resolve')
        or k.closed_reason = 'done_by_agency' and act = 'reopen') order by k.id for update);
  select * into incident from bauhaus.incidents i
   where i.id = incident_id and i.agency_id = agency for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif incident.state = 'done' and act not in ('reopen', 'note', 'resolve') then
    return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
  elsif act = 'claim' and incident.state = 'claimed'
      and (incident.owner_id, incident.owner_name)
        is distinct from ((move #>> '{by,id}')::uuid, move #>> '{by,name}')
      and not coalesce((move ->> 'steal')::boolean, false) then
    return jsonb_build_object('kind', 'taken', 'incident', bauhaus.incident_json(incident));
  end if;
  case act
    when 'claim', 'assign' then
      update bauhaus.incidents i
         set state = 'claimed', owner_id = (move #>> '{to,id}')::uuid,
             owner_name = move #>> '{to,name}', snoozed_until = null, updated_at = at,
             claimed_at = case when i.state = 'claimed'
               and (i.owner_id, i.owner_name) is not distinct from (
                 (move #>> '{to,id}')::uuid, move #>> '{to,name}')
               then i.claimed_at else at end
       where i.id = incident.id;
      -- A handoff waits for who takes the conversation over, which its traveller is told.
      perform api.update_task(k.id, 'claimed', array['open'], move #>> '{to,name}', at, null, null)
        from bauhaus.tasks k
       where k.id = any (task_ids) and k.state = 'open' and k.kind <> 'handoff' and act = 'claim';
    when 'release' then
      update bauhaus.tasks k
         set state = 'open', claimed_by = null, claimed_at = null, updated_at = at
       where k.id = any (task_ids) and k.state = 'claimed' and k.kind <> 'handoff';
      update bauhaus.incidents i
         set state = 'open', owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id;
    when 'snooze' then
      update bauhaus.incidents i
         set snoozed_until = (move ->> 'until')::timestamptz, updated_at = at
       where i.id = incident.id;
    when 'note' then
      insert into bauhaus.incident_notes (agency_id, incident_id, text, by_whom, at)
      values (agency, incident.id, move ->> 'text', move #>> '{by,name}', at);
    when 'resolve' then
      perform api.update_task(k.id, 'done', array['open', 'claimed'], move #>> '{by,name}', at,
          null, null)
        from bauhaus.tasks k where k.id = any (task_ids) and k.state <> 'done';
      update bauhaus.incidents i
         set state = 'done', closed_at = coalesce(i.closed_at, at),
             closed_by = move #>> '{by,name}', closed_reason = 'done_by_agency'
       where i.id = incident.id and incident.state <> 'done' and not exists (
         select from bauhaus.tasks k where k.incident_id = incident.id and k.state <> 'done');
    when 'reopen' then
      if exists (select from bauhaus.incidents i where i.agency_id = agency
          and i.kind = incident.kind and i.subject = incident.subject and i.state <> 'done') then
        return jsonb_build_object('kind', 'closed', 'incident', bauhaus.incident_json(incident));
      end if;
      -- Before their incident opens, which says then whom it is about.
      update bauhaus.tasks k
         set state = 'open', updated_at = at, claimed_by = null, claimed_at = null,
             closed_by = null, closed_at = null, closed_reason = null
       where k.id = any (task_ids) and k.closed_reason = 'done_by_agency'
         and k.closed_at = incident.closed_at
         and bauhaus.incident_subject(k) = array[incident.kind, incident.subject]
         and not exists (select from bauhaus.trips t
           where t.id = k.trip_id and t.status = 'withdrawn')
         and not exists (select from bauhaus.tasks o
           where o.trip_id = k.trip_id and o.kind = k.kind and o.state <> 'done');
      update bauhaus.incidents i
         set state = 'open', closed_at = null, closed_by = null, closed_reason = null,
             owner_id = null, owner_name = null, claimed_at = null, updated_at = at
       where i.id = incident.id and i.state = 'done';
  end case;
  select * into incident from bauhaus.incidents i where i.id = incident_id;
  return jsonb_build_object('kind', 'moved', 'incident', bauhaus.incident_json(incident));
end
$$;

comment on function api.move_incident is
  'Incidents.move: compare and set. Who claims second learns who has it; stealing says so in the '
  'audit. Resolving closes the tasks beneath; reopening brings back those that a person '
  'closed as it closed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/move_incident',
  '0bc9d191cd1b3addf11f03212712f30276db3be55e92a35f1efe9f67e6e09f86')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.move_passenger(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (request ->> 'now')::timestamptz;
  passenger constant uuid := (request ->> 'passengerId')::uuid;
  old_trip bauhaus.trips;
  new_trip bauhaus.trips;
  entry bauhaus.trip_passengers;
begin
  perform bauhaus.lock_journey_of_trip((request ->> 'tripId')::uuid);
  select * into old_trip from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif old_trip.status = 'withdrawn' then
    return jsonb_build_object('kind', 'withdrawn');
  end if;
  select * into entry from bauhaus.trip_passengers b
    where b.trip_id = old_trip.id and b.passenger_id = passenger and b.left_at is null;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif not exists (select from bauhaus.trip_passengers b
    where b.trip_id = old_trip.id and b.passenger_id <> passenger and b.left_at is null) then
    return jsonb_build_object('kind', 'alone');
  end if;
  new_trip := bauhaus.trip_on_another_flight(
    bauhaus.trip_with_changes(old_trip, request -> 'set'));
  begin
    update bauhaus.trip_passengers b set left_at = at
      where b.trip_id = old_trip.id and b.passenger_id = passenger;
    update bauhaus.trips t set revision = t.revision + 1, updated_at = at
      where t.id = old_trip.id returning * into old_trip;
    new_trip.id := (request ->> 'newTripId')::uuid;
    new_trip := bauhaus.insert_trip(new_trip, at);
    insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference, booked_as,
      joined_at)
    values (entry.agency_id, new_trip.id, passenger, entry.reference, entry.booked_as, at);
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select t.id from bauhaus.trips t
       where t.contact_id = old_trip.contact_id and t.flight_number = new_trip.flight_number
         and t.local_departure_date = split_part(new_trip.flight_key, '/', 3)
         and t.status <> 'withdrawn' limit 1));
  end;
  -- Nobody who stays has anything to hear.
  perform bauhaus.emit_trip_changed(old_trip, old_trip, '["passengers"]', false, at);
  perform bauhaus.emit_trips_booked(array[new_trip.id], jsonb_build_object(
    'movedFrom', jsonb_build_object('tripId', old_trip.id, 'notify', request -> 'notify')), at);
  perform bauhaus.emit_journey_changed(new_trip.journey_id, '["trips", "passengers"]',
    (request ->> 'notify')::boolean, at);
  return jsonb_build_object('kind', 'moved', 'trip', bauhaus.trip_json(new_trip));
end
$$;

comment on function api.move_passenger is
  'TripDesk.movePassenger: one passenger of several flies another flight, on a trip of their own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/move_passenger',
  '028b6c00c3ace9e269617790ff1f66ef8631109c2ea4eda9d5481a66eb784f69')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.note_in_conversation(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  note bauhaus.conversations;
begin
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  select (request ->> 'noteId')::uuid, h.agency_id, h.id, 'note', request ->> 'text',
      'note:' || (request ->> 'noteId'), (request ->> 'now')::timestamptz, request ->> 'by'
    from bauhaus.conversation_threads h where h.id = (request ->> 'conversationId')::uuid
  returning * into note;
  if not found then
    return null;
  end if;
  return bauhaus.word_json(note);
end
$$;

comment on function api.note_in_conversation is
  'ConversationDesk.note: what the agency notes for itself in a conversation; it is never sent.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/note_in_conversation',
  'c9517024b4ee11909315cfee094789118634550e04c9b3ab98dbdae259f63ed3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.notice_candidates(
  target jsonb, at timestamptz, at_most integer
) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  agency_sender text;
  contact_ids constant uuid[] := array(
    select value::uuid from jsonb_array_elements_text(coalesce(target -> 'contactIds', '[]')));
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return (select coalesce(jsonb_agg(bauhaus.notice_candidate(p.c, agency_sender, p.t)
        order by (p.c).name collate "C", (p.c).id), '[]'::jsonb)
    from (select distinct on (c.id) c, t
            from bauhaus.contacts c
            left join (bauhaus.trips t
              join bauhaus.journeys j on j.id = t.journey_id
              left join bauhaus.groups g on g.id = j.group_id)
              on t.contact_id = c.id and t.agency_id = agency and t.status <> 'withdrawn'
             and case
               when target ? 'journeyId' then t.journey_id = (target ->> 'journeyId')::uuid
               when target ? 'flightKey' then t.flight_key = target ->> 'flightKey'
               when target ? 'group' then g.name = target ->> 'group' and bauhaus.ends_at(
                 t.departure_date, t.estimated_departure, t.estimated_arrival, t.return_date) > at
               when target ? 'filter' then
                 t.departure_date >= (target #>> '{filter,from}')::timestamptz
                 and t.departure_date < (target #>> '{filter,to}')::timestamptz
                 and t.origin_iata = coalesce(target #>> '{filter,originIata}', t.origin_iata)
                 and t.destination_iata
                   = coalesce(target #>> '{filter,destinationIata}', t.destination_iata)
               -- Contacts by name are written to about what is ahead of them.
               else bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
                 t.return_date) > at end
           where c.agency_id = agency and c.forgotten_at is null
             and case when target ? 'contactIds' then c.id = any (contact_ids)
               else t.id is not null end
           -- Whoever flies on one of several trips is not only a follower of the others.
           order by c.id, t.role = 'follower', t.departure_date, t.id limit at_most) p);
end
$$;

comment on function api.notice_candidates is
  'Notices.candidates: the people that a target means, each once, with the trip that it is about.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/notice_candidates',
  '6580e1e98d229f181843e3976b62b686ef52bdcb4d33c6c9c3413e7c12e3b354')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.operations_report(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'outboxOldestSeconds', coalesce((select extract(epoch from at - min(o.emitted_at))
        from bauhaus.outbox o where o.published_at is null), 0),
    'timersLateSeconds', coalesce((select greatest(0, extract(epoch from at - min(t.due)))
        from bauhaus.timers t where t.due <= at), 0),
    'unknownEffects', (select count(*) from bauhaus.notifications_log n
      where n.delivery_status = 'UNKNOWN' and n.last_tried_at < at - interval '5 minutes'),
    'quarantined', (select count(*) from bauhaus.quarantine q
      where q.at > operations_report.at - interval '1 hour'),
    'urgentTasks', (select count(*) from bauhaus.tasks k where k.kind = 'critical_unsent'
      and k.state <> 'done'),
    'untoldIncidents', (select count(*) from bauhaus.incidents i
      where i.state = 'open' and i.alert in ('unanswered', 'unreachable')),
    'eventToSendP95Seconds', (
      select percentile_cont(0.95) within group (order by extract(epoch
          from n.sent_at - greatest(n.created_at, n.due_at)))
        from bauhaus.notifications_log n where n.sent_at > at - interval '5 minutes'))
$$;

comment on function api.operations_report is
  'Operations.report: ages in seconds and counts over all agencies, no personal data.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/operations_report',
  '0f64d61b60516665c0d97a84f49eaa05f6a7e2792314fca5a853672a16e0ed18')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.operations_state(at timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'events', (select coalesce(jsonb_agg(jsonb_build_object('type', e.type, 'count', e.count,
          'oldestAt', bauhaus.instant(e.oldest)) order by e.oldest), '[]')
        from (select o.type, count(*) as count, min(o.emitted_at) as oldest
                from bauhaus.outbox o where o.published_at is null group by o.type) e),
    'timers', (select coalesce(jsonb_agg(jsonb_build_object('agent', d.agent, 'count', d.count,
          'oldestAt', bauhaus.instant(d.oldest)) order by d.oldest), '[]')
        from (select t.agent, count(*) as count, min(t.due) as oldest
                from bauhaus.timers t where t.due <= at group by t.agent) d),
    'due', (select coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id, 'agencyName', a.name,
          'count', m.count, 'oldestAt', bauhaus.instant(m.oldest)) order by m.oldest), '[]')
        from (select n.agency_id, count(*) as count, min(n.next_attempt_at) as oldest
                from bauhaus.notifications_log n
               where n.next_attempt_at <= at and n.delivery_status = 'PENDING'
               group by n.agency_id) m
        join bauhaus.agencies a on a.id = m.agency_id),
    'unknown', (select coalesce(jsonb_agg(jsonb_build_object('agencyId', a.id,
          'agencyName', a.name, 'count', m.count, 'oldestAt', bauhaus.instant(m.oldest))
          order by m.oldest), '[]')
        from (select n.agency_id, count(*) as count, min(n.last_tried_at) as oldest
                from bauhaus.notifications_log n where n.delivery_status = 'UNKNOWN'
               group by n.agency_id) m
        join bauhaus.agencies a on a.id = m.agency_id),
    'quarantine', (select coalesce(jsonb_agg(jsonb_build_object('agent', s.agent, 'type', s.type,
          'count', s.count, 'oldestAt', bauhaus.instant(s.oldest),
          'latestAt', bauhaus.instant(s.latest), 'error', s.error) order by s.oldest), '[]')
        from (select q.agent, q.event ->> 'type' as type, count(*) as count, min(q.at) as oldest,
                     max(q.at) as latest, (array_agg(q.error order by q.id desc))[1] as error
                from bauhaus.quarantine q group by q.agent, q.event ->> 'type') s))
$$;

comment on function api.operations_state is
  'Operations.operationsState: what waits, is not known or was set aside, no personal data.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/operations_state',
  '407509279be179215226fdfc943fc7b410cdd5e7fa4fb9b768e2efe6006bd3d4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.people_of_group(of_group uuid, subjects text[], filter jsonb)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(
      bauhaus.people_on_flight(bauhaus.current_agency(), k.key, subjects, of_group)
      order by k.departure, k.key), '[]')
    from (select t.flight_key as key, min(t.departure_date) as departure
        from bauhaus.trips t join bauhaus.journeys j on j.id = t.journey_id
       where j.group_id = of_group and t.agency_id = bauhaus.current_agency()
         and t.status <> 'withdrawn'
         and (filter ->> 'from' is null or t.departure_date >= (filter ->> 'from')::timestamptz)
         and (filter ->> 'flightKey' is null or t.flight_key = filter ->> 'flightKey')
       group by t.flight_key
       order by min(t.departure_date), t.flight_key
       limit (filter ->> 'limit')::integer) k
$$;

comment on function api.people_of_group is
  'ReadingDesk.peopleOfGroup: flights of a group, soonest first, each with who of the group is on '
  'it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/people_of_group',
  '38c2f7dad8b0aa8854a4f5833eb20a584c3877a2f757bcaac72a842fc9ba4f7e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.people_on_flight(key text, subjects text[]) returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.people_on_flight(bauhaus.current_agency(), key, subjects, null)
$$;

comment on function api.people_on_flight is
  'ReadingDesk.peopleOnFlight: the people of the agency with what was said last of the flight; '
  'null where it has nobody on it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/people_on_flight',
  '41f756a3d07bea8252c9cd517b00b266d484c59764288826d076cc1462a629ad')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.platform_brake() returns jsonb
language sql stable set search_path = '' as $$
  select bauhaus.brake_json(b) from bauhaus.sending_brakes b where b.agency_id is null
$$;

comment on function api.platform_brake is 'Accounts.presentBrake; null: there never was one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/platform_brake',
  '4b6ecd059e216a751399a8f33181df0592bc428a75161298fbcaef055ec5cec2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.platform_ceilings() returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('messagesPerMinute', c.messages_per_minute,
      'modelUsdPerMonth', c.model_usd_per_month, 'tripsPerDay', c.trips_per_day,
      'flightsPerDay', c.flights_per_day, 'storageMb', c.storage_mb)
    from bauhaus.platform_ceilings c
$$;

comment on function api.platform_ceilings is
  'TripDesk.ceilings: what no agency gets more of; null where nothing is limited.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/platform_ceilings',
  '3072952210d734773987f194e204963f2b52e1896660fa1750996525bc7a5c12')
on conflict (name) do update set checksum = excluded.checksum;

-- Every step is bounded, so that no call is long and none locks much.
create or replace function api.purge_agency(
  at timestamptz, most_months integer, at_most integer
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  until constant timestamptz := at - make_interval(months => least(most_months, coalesce((
    select case when jsonb_typeof(s.setting_value -> 'months') = 'number'
        then (s.setting_value ->> 'months')::numeric end
      from bauhaus.agencies_settings s
     where s.agency_id = agency and s.setting_key = 'retention'), 12))::integer);
  journey_ids uuid[];
  trip_ids uuid[];
  contact_ids uuid[];
  thread_ids uuid[];
  message_count integer;
  counts jsonb;
  removed integer;
begin
  journey_ids := array(select j.id from bauhaus.journeys j
     where j.agency_id = agency and j.forgotten_at is null and j.inserted_at < until
       and not exists (select from bauhaus.trips t where t.journey_id = j.id
         and bauhaus.ends_at(t.departure_date, t.estimated_departure, t.estimated_arrival,
           t.return_date) >= until)
     order by j.id limit at_most for no key update);
  trip_ids := array(select t.id from bauhaus.trips t where t.journey_id = any (journey_ids)
    order by t.id for update);
  counts := bauhaus.forget_trips(trip_ids, agency, at)
    || bauhaus.forget_journeys(journey_ids, agency, at);

  contact_ids := array(select c.id from bauhaus.contacts c
     where c.agency_id = agency and c.forgotten_at is null and c.updated_at < until
       and not exists (select from bauhaus.trips t join bauhaus.journeys j on j.id = t.journey_id
         where t.contact_id = c.id and j.forgotten_at is null)
     order by c.id limit at_most for update);
  perform bauhaus.forget_contact(c.id, agency, at) from unnest(contact_ids) c(id);

  -- Words go by their own age, and a conversation when none are left.
  delete from bauhaus.conversations d where d.ctid = any (array(
    select c.ctid from bauhaus.conversations c
     where c.agency_id = agency and c.at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('words', removed);
  thread_ids := array(select h.id from bauhaus.conversation_threads h
     where h.agency_id = agency and coalesce(h.last_inbound_at, h.inserted_at) < until
       and not exists (select from bauhaus.conversations c where c.thread_id = h.id)
     order by h.id limit at_most for update);
  counts := counts || jsonb_build_object('conversations',
    bauhaus.forget_threads(thread_ids, agency, at) -> 'conversations');
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
     where n.agency_id = agency and n.trip_id is null and n.forgotten_at is null
       and n.created_at < until
     order by n.id limit at_most for update), at);

  removed := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
     where k.agency_id = agency and k.trip_id is null and k.updated_at < until
       and (k.facts <> '{}' or k.claimed_by is not null or k.closed_by is not null)
     order by k.id limit at_most for update), at);
  counts := counts || jsonb_build_object('contacts', cardinality(contact_ids),
    'messages', message_count + (counts ->> 'messages')::integer,
    'tasks', removed + (counts ->> 'tasks')::integer);
  delete from bauhaus.suppressions d where d.ctid = any (array(
    select s.ctid from bauhaus.suppressions s
     where s.agency_id = agency and s.changed_at < until limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('suppressions', removed);
  delete from bauhaus.duty_alerts d where d.ctid = any (array(
    select a.ctid from bauhaus.duty_alerts a
     where a.agency_id = agency and a.asked_at < at - interval '30 days' limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('alerts', removed);
  delete from bauhaus.groups d where d.ctid = any (array(
    select g.ctid from bauhaus.groups g
     where g.agency_id = agency and g.inserted_at < until
       and not exists (select from bauhaus.journeys j where j.group_id = g.id) limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('groups', removed);
  delete from bauhaus.sending_brakes d where d.ctid = any (array(
    select b.ctid from bauhaus.sending_brakes b
     where b.agency_id = agency and b.set_at < until and (b.state = 'live' or b.lifts_at < at)
     limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('brakes', removed);
  delete from bauhaus.notices d where d.ctid = any (array(
    select n.ctid from bauhaus.notices n
     where n.agency_id = agency and (n.previewed_at < until
       or n.confirmed_at is null and n.expires_at < at - interval '1 day') limit at_most));
  get diagnostics removed = row_count;
  counts := counts || jsonb_build_object('notices', removed);
  -- An emptied state was kept for turns that had begun before.
  delete from bauhaus.actors d where d.ctid = any (array(
    select a.ctid from bauhaus.actors a
     where a.agency_id = agency and a.state = 'null' and a.updated_at < at - interval '35 days'
     limit at_most));
  get diagnostics removed = row_count;
  return counts || jsonb_build_object('states', removed);
end
$$;

comment on function api.purge_agency is
  'PersonalData.purge: ends what is past the retention of the agency, at most `at_most` of each '
  'kind; answers the counts. The caller repeats it while anything was.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/purge_agency',
  'a3953391b814c5e044daabcd1a731d76cd10aab4cd21ac6d2b58e4022a10403b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.push_subscriptions(member_id uuid) returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(s.subscription order by s.confirmed_at desc, s.digest), '[]'::jsonb)
    from bauhaus.push_subscriptions s
    join bauhaus.members m on m.id = s.member_id and m.left_at is null
   where s.member_id = push_subscriptions.member_id
     and s.agency_id = (select bauhaus.current_agency())
$$;

comment on function api.push_subscriptions is 'PushSubscriptions.of.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/push_subscriptions',
  '04dd8ff90e3fb606990a64b64835bfd9b3800662db2b527c31d9dc636a42827b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_brake(brake jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (brake ->> 'now')::timestamptz;
  about constant text := brake ->> 'subject';
  changed bauhaus.sending_brakes;
begin
  if brake ->> 'scope' = 'journey'
      and not exists (select from bauhaus.journeys j where j.id = about::uuid)
    or brake ->> 'scope' = 'contact'
      and not exists (select from bauhaus.contacts c
        where c.id = about::uuid and c.forgotten_at is null) then
    return null;
  end if;
  -- Waits for claims that are being committed: whatever is claimed after this sees the brake.
  perform pg_advisory_xact_lock(bauhaus.brake_lock(agency));
  insert into bauhaus.sending_brakes as b (agency_id, scope, subject, state, reason, lifts_at,
    phones, set_by, set_at)
  values (agency, brake ->> 'scope', about, brake ->> 'state', brake ->> 'reason',
    (brake ->> 'until')::timestamptz, brake -> 'phones', brake ->> 'by', at)
  on conflict (agency_id, scope, subject) do update
     set state = excluded.state, reason = excluded.reason, lifts_at = excluded.lifts_at,
         phones = excluded.phones, set_by = excluded.set_by, set_at = excluded.set_at
  returning * into changed;
  -- What a pause held is looked at now, and not when its next look was to be.
  update bauhaus.notifications_log n set next_attempt_at = at
   where n.agency_id = agency and n.error_message = 'sending_paused' and n.next_attempt_at > at;
  return bauhaus.brake_json(changed);
end
$$;

comment on function api.put_brake is 'Brakes.put; null: no such journey or contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_brake',
  'edf15c5e6dbf162d3a122538ccc0ecde19155e3536864633d54d9e4574ee1cd6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_duty(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (request ->> 'now')::timestamptz;
  expected constant integer := (request ->> 'revision')::integer;
begin
  if expected = 0 then
    insert into bauhaus.duty_rosters (agency_id, roster, revision, updated_at, updated_by)
    values (agency, request -> 'roster', 1, at, request ->> 'by')
    on conflict do nothing;
  else
    update bauhaus.duty_rosters r
       set roster = request -> 'roster', revision = r.revision + 1, updated_at = at,
           updated_by = request ->> 'by'
     where r.agency_id = agency and r.revision = expected;
  end if;
  if not found then
    return jsonb_build_object('kind', 'stale');
  end if;
  perform bauhaus.emit('DutyPlanChanged', gen_random_uuid(), agency, null, '{}', at);
  return jsonb_build_object('kind', 'put');
end
$$;

comment on function api.put_duty is
  'DutyDesk.putRoster: replaces the roster where it still has that revision; 0: there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_duty',
  'c0c7f8e9b5c744368ea3d07a84a42bda44c5de355b9358e386a4a8feda3f828f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_knowledge_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  -- Of a question that was written anew meanwhile, the embedding would be another one's.
  perform bauhaus.set_knowledge_embedding(k.id, e -> 'embedding')
    from jsonb_array_elements(embeddings) e
    join bauhaus.knowledge k on k.id = (e ->> 'entryId')::uuid and k.question = e ->> 'question';
  return to_jsonb(true);
end
$$;

comment on function api.put_knowledge_embeddings is 'Knowledge.putEmbeddings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_knowledge_embeddings',
  '1c506116f36d4ea995e2146b81d224a6cf3876e5b91231d6f152ae4a33b59146')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_notice(notice jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  entered bauhaus.notices;
begin
  insert into bauhaus.notices (id, agency_id, texts, target, previewed_by, previewed_by_id,
    previewed_at, expires_at)
  values ((notice ->> 'id')::uuid, agency, notice -> 'texts', notice -> 'target', notice ->> 'by',
    notice ->> 'byId', (notice ->> 'now')::timestamptz, (notice ->> 'expiresAt')::timestamptz)
  returning * into entered;
  insert into bauhaus.notice_recipients (notice_id, agency_id, contact_id, contact_revision,
    trip_id, language, message_id)
  select entered.id, agency, (r ->> 'contactId')::uuid, (r ->> 'revision')::integer,
    (r ->> 'tripId')::uuid, r ->> 'language',
    bauhaus.uuid_v5(format('["notice","%s","%s"]', entered.id, r ->> 'contactId'))
    from jsonb_array_elements(notice -> 'recipients') r;
  return bauhaus.notice_json(entered);
end
$$;

comment on function api.put_notice is 'Notices.put: keeps a preview; nothing is sent by it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_notice',
  'd6b806d59b363752cc82f80c72e1bb3bd37b0b4535ba852b1efe8e68b1ab7076')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_platform_brake(brake jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (brake ->> 'now')::timestamptz;
  changed bauhaus.sending_brakes;
begin
  perform pg_advisory_xact_lock(bauhaus.brake_lock(null));
  insert into bauhaus.sending_brakes as b (agency_id, scope, subject, state, reason, lifts_at,
    set_by, set_at)
  values (null, 'platform', null, brake ->> 'state', brake ->> 'reason',
    (brake ->> 'until')::timestamptz, brake ->> 'by', at)
  on conflict (agency_id, scope, subject) do update
     set state = excluded.state, reason = excluded.reason, lifts_at = excluded.lifts_at,
         set_by = excluded.set_by, set_at = excluded.set_at
  returning * into changed;
  update bauhaus.notifications_log n set next_attempt_at = at
   where n.error_message = 'sending_paused' and n.next_attempt_at > at;
  return bauhaus.brake_json(changed);
end
$$;

comment on function api.put_platform_brake is 'Accounts.brake: the operator’s brake over all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_platform_brake',
  '0665cd833e4ff250ba7de1008eb6654846dcbf96ac74aa34648840ef6acdb47b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.put_reach(member_id uuid, reach jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.members;
begin
  update bauhaus.members m
     set phone = reach ->> 'phone',
         phone_consented_at = case when reach ->> 'phone' is null then null
           when m.phone is not distinct from reach ->> 'phone' and (reach ->> 'mayWrite')::boolean
             then coalesce(m.phone_consented_at, (reach ->> 'now')::timestamptz)
           when (reach ->> 'mayWrite')::boolean then (reach ->> 'now')::timestamptz end,
         languages = array(select jsonb_array_elements_text(reach -> 'languages'))
   where m.id = put_reach.member_id and m.agency_id = bauhaus.current_agency()
     and m.left_at is null and m.role <> 'limited'
  returning * into changed;
  if not found then
    return null;
  end if;
  perform bauhaus.emit('DutyPlanChanged', gen_random_uuid(), changed.agency_id, null, '{}',
    (reach ->> 'now')::timestamptz);
  return bauhaus.staff_json(changed);
end
$$;

comment on function api.put_reach is
  'DutyDesk.putReach: how a member is written to by the duty desk; null where there is no such '
  'member, or they are never on duty.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_reach',
  'feaa599e50f751572c93eca7828114770a3b1191e5ac94c1343e47b4dd8587fc')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.read_import_again(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  update bauhaus.imports i
     set state = 'reading', content = request -> 'table', file = request -> 'file',
         rows_read = 0,
         revision = i.revision + 1, leased_by = null, lease_until = null
   where i.id = (request ->> 'id')::uuid and i.state in ('reading', 'ready')
     and i.content <> 'null'
  returning * into import;
  if not found then
    return null;
  end if;
  delete from bauhaus.imported_journeys j where j.import_id = import.id;
  perform bauhaus.request_import_work(import, (request ->> 'now')::timestamptz);
  return bauhaus.import_json(import);
end
$$;

comment on function api.read_import_again is 'Imports.readAgain.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/read_import_again',
  '8695237e729089e03e1e93679611b1ddbcb94744e21c6cabfd71e5b521e494e8')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
  answered boolean;
begin
  if exists (select from bauhaus.forgotten_messages f
    where f.message_id = (message ->> 'messageId')::uuid) then
    return jsonb_build_object('conversationId', thread, 'first', false);
  end if;
  answered := bauhaus.answer_alert(agency, message, at);
  if answered is not null then
    return jsonb_build_object('conversationId', thread, 'first', answered);
  end if;
  -- No conflict target: the id derives from the other columns, so a concurrent insert of the same
  -- thread may conflict in either index.
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, address, inserted_at)
  values (thread, agency, message ->> 'sender', message ->> 'phone', message ->> 'address', at)
  on conflict do nothing;
  -- One that began while ids were made of clear numbers keeps its id.
  select h.id into strict thread from bauhaus.conversation_threads h
   where h.agency_id = agency and h.sender = message ->> 'sender' and h.phone = message ->> 'phone';
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, media, provider_id,
    opt_out_type, choice, at)
  values ((message ->> 'messageId')::uuid, agency, thread, 'in', message ->> 'text',
    message -> 'media', message ->> 'providerId', message ->> 'optOutType',
    message ->> 'choice', at)
  on conflict do nothing;
  is_new := found;
  if is_new then
    update bauhaus.conversation_threads h
       set last_inbound_at = greatest(h.last_inbound_at, at), address = message ->> 'address'
     where h.id = thread;
    perform bauhaus.emit('InboundMessageReceived', (message ->> 'eventId')::uuid, agency, null,
      jsonb_build_object('conversationId', thread, 'messageId', message ->> 'messageId'), at);
  end if;
  return jsonb_build_object('conversationId', thread, 'first', is_new);
end
$$;

comment on function api.receive_inbound is
  'TripDesk.receiveInbound. Called as the agency whose number the message was sent to.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/receive_inbound',
  '9294205f23f646570f3eebb59f73b9c4395203df4823a58e57d2056815acc1a6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.release_import(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  update bauhaus.imports i set leased_by = null, lease_until = null
   where i.id = (request ->> 'id')::uuid and i.leased_by = request ->> 'worker'
  returning * into import;
  if found and (request ->> 'isMore')::boolean then
    perform bauhaus.request_import_work(import, (request ->> 'now')::timestamptz);
  end if;
  return to_jsonb(import.id is not null);
end
$$;

comment on function api.release_import is 'Imports.release.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/release_import',
  'ee822d4b7040bac4b4ac37b60a203a3bf694d19723dfe21f5502137a80570f98')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_knowledge(entry_id uuid) returns jsonb
language sql set search_path = '' as $$
  with removed as (delete from bauhaus.knowledge k where k.id = entry_id
    returning 1) select to_jsonb(exists (select from removed))
$$;

comment on function api.remove_knowledge is 'Knowledge.remove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_knowledge',
  '4979456024069de2dcdbbb9b40bce0b8a6582bf904030ff78c06faf68f372be6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_push_subscription(member_id uuid, digest text)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  delete from bauhaus.push_subscriptions s
   where s.agency_id = bauhaus.current_agency()
     and s.member_id = remove_push_subscription.member_id
     and s.digest = remove_push_subscription.digest;
  return to_jsonb(found);
end
$$;

comment on function api.remove_push_subscription is 'PushSubscriptions.remove.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_push_subscription',
  'f983edf9a87be4bc771d62fa41eda939d728d19b9084ca162ae9eb6e022cbe87')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.remove_webhook(webhook_id uuid, at timestamptz) returns jsonb
language plpgsql set search_path = '' as $$
begin
  delete from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency();
  if not found then
    return 'false';
  end if;
  perform bauhaus.close_webhook_tasks(webhook_id, 'removed', at);
  return 'true';
end
$$;

comment on function api.remove_webhook is 'Webhooks.remove; false: there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/remove_webhook',
  '14f4e760c17d6928785c1a7587a4b1e38660e870511e78efcf378071979d1038')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.replace_knowledge(entry_id uuid, entry jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  k bauhaus.knowledge;
begin
  update bauhaus.knowledge x set
    question = entry ->> 'question', answers = entry -> 'answers', airline = entry ->> 'airline',
    destination = entry ->> 'destination', hotel = entry ->> 'hotel',
    destination_key = entry ->> 'destinationKey', hotel_key = entry ->> 'hotelKey',
    identity = entry ->> 'identity', search_text = entry ->> 'searchText'
   where x.id = entry_id returning * into k;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  return jsonb_build_object('kind', 'written', 'entry', bauhaus.knowledge_json(k));
exception when unique_violation then
  return jsonb_build_object('kind', 'duplicate', 'entryId', (
    select x.id from bauhaus.knowledge x where x.agency_id = bauhaus.current_agency()
      and x.identity = entry ->> 'identity'));
end
$$;

comment on function api.replace_knowledge is 'Knowledge.replace.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/replace_knowledge',
  '271315d00e550a9d583773402267dcb920750a470c6203d52a9cdb3d1b87fc46')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.replay_material(
  since timestamptz, until timestamptz, at_most integer
) returns jsonb
language sql stable set search_path = '' as $$
  with of_agency as (
    select t.id, t.flight_key, t.contact_id, t.journey_id, t.departure_date
      from bauhaus.trips t
     where t.agency_id = (select bauhaus.current_agency()) and t.departure_date >= since
       and t.departure_date < until and t.status <> 'withdrawn' and t.forgotten_at is null
       and t.role in ('traveller', 'guardian') and t.whatsapp is not null),
  newest as (
    select * from of_agency o order by o.departure_date desc, o.id limit at_most)
  select jsonb_build_object(
    'left', (select count(*) from of_agency) - (select count(*) from newest),
    'trips', coalesce(jsonb_agg(jsonb_build_object('context', bauhaus.trip_core(n.id, false),
      'isConfirmedByAgency', exists (
          select from bauhaus.notifications_log m where m.trip_id = n.id)
        and not exists (
          select from bauhaus.trips l join bauhaus.notifications_log m on m.trip_id = l.id
           where l.journey_id = n.journey_id and l.contact_id = n.contact_id
             and m.notification_type = 'reservation_confirmation'),
      'history', (
        select coalesce(jsonb_agg(jsonb_build_object('at', bauhaus.instant(h.recorded_at),
            'phase', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
            'belt', h.baggage_claim, 'scheduled', bauhaus.instant(h.scheduled_out),
            'departure', bauhaus.instant(coalesce(h.actual_out, h.estimated_out)),
            'arrival', bauhaus.instant(h.estimated_in), 'landedAt', bauhaus.instant(h.actual_in),
            'divertedTo', h.diverted_to, 'source', h.source) order by h.recorded_at, h.id), '[]')
          from bauhaus.flight_status_history h where h.flight_key = n.flight_key))
      order by n.departure_date desc, n.id), '[]'))
    from newest n
$$;

comment on function api.replay_material is
  'ReplayMaterial.replayMaterial: trips that left within a while, and every change of their '
  'flights.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/replay_material',
  '67e4ec2d0f52a49e06c728952440a82d5db7e0ddf85228f7965112d63e031ded')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_answers(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  types constant text[] := array(select jsonb_array_elements_text(span -> 'answerTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('by', r.by, 'questions', r.questions,
        'p50Seconds', round(r.p50), 'p90Seconds', round(r.p90)) order by r.by nulls first), '[]')
      from (
        select q.by, count(*) as questions,
            percentile_cont(0.5) within group (order by q.seconds) as p50,
            percentile_cont(0.9) within group (order by q.seconds) as p90
          from (
            -- What was written before one answer is one question, asked with its first message.
            select case when a.id is null then 'nobody' when a.type = 'agency_reply' then 'person'
                else 'assistant' end as by,
                extract(epoch from a.sent_at - min(c.at)) as seconds
              from bauhaus.conversation_threads h
              join bauhaus.conversations c on c.thread_id = h.id and c.at >= since and c.at < until
              left join lateral (
                select n.id, n.sent_at, n.notification_type as type
                  from bauhaus.notifications_log n
                 where n.recipient = h.phone and n.sender = h.sender and n.agency_id = agency
                   and n.sent_at >= c.at and n.notification_type = any (types)
                 order by n.sent_at limit 1) a on true
             where h.agency_id = agency and h.last_inbound_at >= since and c.direction = 'in'
               and c.opt_out_type is null
             group by h.id, a.id, a.type, a.sent_at) q
         group by grouping sets ((q.by), ())) r
     where r.questions > 0);
end
$$;

comment on function api.report_answers is
  'Reports.read of `answers`: from a question to its first answer.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_answers',
  'd6a4306afa3c93f283f305320f265bfe818cdb14b9e24dbc9a9ad0f21e7af47b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_cost(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('category', r.category, 'purpose', r.purpose,
        'count', r.count, 'costMicros', r.micros) order by r.place, r.purpose), '[]')
      from (
        select 1 as place, case when n.template_name is null then 'reply' else 'template' end
              as category,
            null as purpose, count(*) as count, null::bigint as micros
          from bauhaus.notifications_log n
         where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
         group by 2
        union all
        select 2, 'model', s.purpose, sum(s.calls), sum(s.cost_micros)::bigint
          from bauhaus.model_spend s
         where s.agency_id = agency
           and s.month >= date_trunc('month', (span ->> 'from')::date)
           and s.month <= (span ->> 'to')::date
         group by s.purpose) r);
end
$$;

comment on function api.report_cost is
  'Reports.read of `cost`: messages by what WhatsApp charges for, and the model by whole months.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_cost',
  'fa46b6e55e5bbfd76ce52ae8f3d49ddd733ee4207a9664e821855aa1fb20af2d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_delivery(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  zone constant text := span ->> 'zone';
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('day', r.day, 'type', r.type, 'sent', r.sent,
        'delivered', r.delivered, 'read', r.read, 'failed', r.failed,
        'unsent', r.unsent)
        order by r.day, r.type), '[]')
      from (
        select (m.at at time zone zone)::date as day, m.type,
            count(*) filter (where m.was_sent) as sent,
            count(*) filter (where m.was_sent and rules.is_arrival(m.provider_status)) as delivered,
            count(*) filter (where m.was_sent and m.provider_status = 'read') as read,
            count(*) filter (where m.status = 'FAILED') as failed,
            count(*) filter (where not m.was_sent) as unsent
          from (
            select n.sent_at as at, n.notification_type as type, n.delivery_status as status,
                n.provider_status, true as was_sent
              from bauhaus.notifications_log n
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
            union all
            select coalesce(n.last_tried_at, n.created_at), n.notification_type, n.delivery_status,
                n.provider_status, false
              from bauhaus.notifications_log n
             where n.agency_id = agency and n.delivery_status = 'FAILED' and n.sent_at is null
               and coalesce(n.last_tried_at, n.created_at) >= since
               and coalesce(n.last_tried_at, n.created_at) < until) m
         group by 1, 2) r);
end
$$;

comment on function api.report_delivery is
  'Reports.read of `delivery`: messages by day and type, and how far they came.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_delivery',
  '7fd6e225a1a22de805ba46e9cfb0d9e858a4fb34f0d5f89b321db1cd7b1b793f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_handoffs(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('reason', r.reason, 'handoffs', r.handoffs,
        'urgent', r.urgent, 'open', r.open, 'claimedP50Seconds', round(r.claimed))
        order by r.reason nulls first), '[]')
      from (
        select k.reason, count(*) as handoffs,
            count(*) filter (where k.severity = 'urgent') as urgent,
            count(*) filter (where k.state <> 'done') as open,
            percentile_cont(0.5) within group (
              order by extract(epoch from k.claimed_at - k.opened_at)) as claimed
          from bauhaus.tasks k
         where k.agency_id = agency and k.kind = 'handoff'
           and k.state = any ('{open,claimed,done}') and k.opened_at >= since
           and k.opened_at < until
         group by grouping sets ((k.reason), ())) r
     where r.handoffs > 0);
end
$$;

comment on function api.report_handoffs is
  'Reports.read of `handoffs`: conversations that were handed over, by the gravest reason.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_handoffs',
  '337074a1d77dc8ac6107e8e4ea33a9c794a91113d78db0a6eb5d7f8c86503f74')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_incidents(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('carrier', r.carrier, 'incidents', r.incidents,
        'urgent', r.urgent, 'people', r.people, 'unreached', r.unreached,
        'claimedP50Seconds', round(r.claimed), 'doneP50Seconds', round(r.done))
        order by r.incidents desc, r.carrier), '[]')
      from (
        select case when f.number ~ '^[A-Z]{3}\d' then left(f.number, 3) else left(f.number, 2) end
              as carrier,
            count(*) as incidents, count(*) filter (where i.severity = 'urgent') as urgent,
            sum(i.people) as people, sum(i.unreached) as unreached,
            percentile_cont(0.5) within group (
              order by extract(epoch from i.claimed_at - i.opened_at)) as claimed,
            percentile_cont(0.5) within group (
              order by extract(epoch from i.closed_at - i.opened_at)) as done
          from bauhaus.incidents i
         cross join lateral (select case when i.kind = 'flight' then split_part(i.subject, '/', 1)
             else (select t.flight_number from bauhaus.tasks k
               join bauhaus.trips t on t.id = k.trip_id
              where k.incident_id = i.id order by k.opened_at, k.id limit 1) end as number) f
         where i.agency_id = agency and i.opened_at >= since and i.opened_at < until
         group by 1) r);
end
$$;

comment on function api.report_incidents is
  'Reports.read of `incidents`: by the carrier of their flight; null: they are about none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_incidents',
  '7634f2a2ae672357e149cc123a325f74a387801e8aa1a2c7f783cc98eb5ca205')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_news(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  types constant text[] := array(select jsonb_array_elements_text(span -> 'newsTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('type', r.type, 'messages', r.messages,
        'delivered', r.delivered, 'held', r.held, 'p50Seconds', round(r.p50),
        'p90Seconds', round(r.p90))
        order by r.type nulls first), '[]')
      from (
        select m.type, count(*) as messages, count(m.delivered_at) as delivered,
            count(*) filter (where m.held) as held,
            percentile_cont(0.5) within group (order by m.seconds) filter (where not m.held) as p50,
            percentile_cont(0.9) within group (order by m.seconds) filter (where not m.held) as p90
          from (
            select n.notification_type as type, n.delivered_at,
                extract(epoch from n.delivered_at - h.recorded_at) as seconds,
                n.created_at > h.recorded_at + interval '5 minutes' as held
              from bauhaus.notifications_log n
              join bauhaus.trips t on t.id = n.trip_id
             cross join lateral (
               select s.recorded_at from bauhaus.flight_status_history s
                where s.flight_key = t.flight_key and s.recorded_at <= n.created_at
                order by s.recorded_at desc limit 1) h
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
               and n.notification_type = any (types)) m
         group by grouping sets ((m.type), ())) r
     where r.messages > 0);
end
$$;

comment on function api.report_news is
  'Reports.read of `news`: from the latest reading before the decision to the phone.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_news',
  'd3bf749df386c8d1a9124cf969e87f13041d93ee5edc0acc624459e94f078fb1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.report_wakings(span jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  since constant timestamptz := bauhaus.report_start(span);
  until constant timestamptz := bauhaus.report_end(span);
  starts constant time := (span ->> 'quietStart')::time;
  ends constant time := (span ->> 'quietEnd')::time;
  types constant text[] := array(select jsonb_array_elements_text(span -> 'conversationalTypes'));
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('type', r.type, 'messages', r.messages,
        'people', r.people) order by r.type nulls first), '[]')
      from (
        select m.type, count(*) as messages, count(distinct m.contact_id) as people
          from (
            select n.notification_type as type, t.contact_id,
                (n.sent_at at time zone case
                  when n.sent_at < coalesce(t.estimated_departure, t.departure_date)
                  then t.origin_zone else t.destination_zone end)::time as clock
              from bauhaus.notifications_log n
              join bauhaus.trips t on t.id = n.trip_id
             where n.agency_id = agency and n.sent_at >= since and n.sent_at < until
               and n.notification_type <> all (types)
               -- Who has just written is awake.
               and not exists (
                 select from bauhaus.conversation_threads h
                   join bauhaus.conversations c on c.thread_id = h.id
                  where h.agency_id = agency and h.sender = n.sender and h.phone = n.recipient
                    and c.direction = 'in' and c.at <= n.sent_at
                    and c.at >= n.sent_at - interval '15 minutes')) m
         where case when starts < ends then m.clock >= starts and m.clock < ends
             when starts > ends then m.clock >= starts or m.clock < ends else false end
         group by grouping sets ((m.type), ())) r
     where r.messages > 0);
end
$$;

comment on function api.report_wakings is
  'Reports.read of `wakings`: what was sent to travellers in their quiet hours.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/report_wakings',
  'd7edfe6139c2a5198f6c6dd8a98bd02d918a5e939f55e138f22aab5d7c0ac23e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.resend_webhook_delivery(
  webhook_id uuid, delivery_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  endpoint bauhaus.webhook_endpoints;
  resent bauhaus.webhook_deliveries;
begin
  select * into endpoint from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = bauhaus.current_agency() for no key update;
  if not found or not exists (select from bauhaus.webhook_deliveries d
    where d.id = delivery_id and d.endpoint_id = webhook_id) then
    return null;
  elsif endpoint.off_since is not null then
    return '"off"';
  end if;
  -- One that a worker has in hand is tried by it now.
  update bauhaus.webhook_deliveries d
     set state = 'pending', tries = 0, started_at = at, next_attempt_at = at, lease_until = null
   where d.id = delivery_id and coalesce(d.lease_until, at) <= at;
  select * into strict resent from bauhaus.webhook_deliveries d where d.id = delivery_id;
  return bauhaus.webhook_delivery_json(resent);
end
$$;

comment on function api.resend_webhook_delivery is
  'Webhooks.resend: tries a delivery once more, from now on; null: there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/resend_webhook_delivery',
  '9d49ee518433fd91d4047dac99e2dbc5ba793a791fea56f4aebe1341a8d023f9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.revoke_invitation(
  invitation_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  changed bauhaus.invitations;
begin
  update bauhaus.invitations i set revoked_at = coalesce(i.revoked_at, at)
   where i.id = invitation_id and i.agency_id = bauhaus.current_agency()
     and i.accepted_at is null
  returning * into changed;
  return case when found then bauhaus.invitation_json(changed) end;
end
$$;

comment on function api.revoke_invitation is
  'Members.revokeInvitation; null: there is none, or it was accepted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/revoke_invitation',
  '2645ab0a6e1be9b7c729fcf3430fc53dd6326331536ebfa8d38eff9823681747')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.rotate_webhook_secret(
  webhook_id uuid, secret text, until_when timestamptz
) returns jsonb
language sql set search_path = '' as $$
  with rotated as (
    update bauhaus.webhook_endpoints e
       set former_secret = e.secret, former_until = until_when,
           secret = rotate_webhook_secret.secret
     where e.id = webhook_id and e.agency_id = bauhaus.current_agency() returning e)
  select bauhaus.webhook_json(r.e) from rotated r
$$;

comment on function api.rotate_webhook_secret is 'Webhooks.rotateSecret; null: there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/rotate_webhook_secret',
  'ca7bbf217477da4953cb7589240df690e1e089afbd15a401ceac61b450530457')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.save_import_reading(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  import bauhaus.imports;
begin
  select * into import from bauhaus.imports i
   where i.id = (request ->> 'id')::uuid and i.state = 'reading'
     and i.revision = (request ->> 'revision')::integer and i.leased_by = request ->> 'worker'
     for update;
  if not found then
    return 'false';
  end if;
  insert into bauhaus.imported_journeys (import_id, agency_id, position, verdict, journey_id,
    basis, departure, row_verdicts, sends, phones, content)
  select import.id, import.agency_id, (j ->> 'position')::integer, j ->> 'verdict',
      (j ->> 'journeyId')::uuid, (j ->> 'basis')::integer, (j ->> 'departure')::timestamptz,
      j -> 'rows', j -> 'sends', j -> 'phones', j -> 'content'
    from jsonb_array_elements(request -> 'journeys') j
  on conflict (import_id, position) do update
     set verdict = excluded.verdict, journey_id = excluded.journey_id, basis = excluded.basis,
         departure = excluded.departure, row_verdicts = excluded.row_verdicts,
         sends = excluded.sends, phones = excluded.phones, content = excluded.content;
  update bauhaus.imports i
     set rows_read = (request ->> 'rowsRead')::integer,
         state = case when (request ->> 'isDone')::boolean then 'ready' else i.state end,
         lease_until = (request ->> 'until')::timestamptz
   where i.id = import.id;
  return 'true';
end
$$;

comment on function api.save_import_reading is 'Imports.saveReading.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/save_import_reading',
  'fd172287ac46d3d195ce8233bd0840069dc7a353c1790ef5c3fb6ff10426bc94')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.search_knowledge(request jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  at_most constant integer := (request ->> 'limit')::integer;
  query_embedding constant jsonb := nullif(request -> 'embedding', 'null'::jsonb);
  -- One query for each term: any of its beginnings of words.
  terms constant tsquery[] := array(
    select string_agg(quote_literal(b.word) || ':*', ' | ')::tsquery
      from jsonb_array_elements(request -> 'terms') t
      cross join jsonb_array_elements_text(t) b (word)
     group by t);
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('entry', bauhaus.knowledge_json(f.k),
      'similarity', 1 - f.distance) order by f.distance nulls last, f.hits desc, (f.k).id),
      '[]'::jsonb)
    from (
    select k, n.distance, h.hits
      from bauhaus.knowledge k
      left join bauhaus.nearest_knowledge(request, query_embedding, at_most) n
        on query_embedding is not null and n.id = k.id
      cross join lateral (select count(*) as hits from unnest(terms) t where k.search @@ t) h
     where k.agency_id = bauhaus.current_agency()
       and bauhaus.knowledge_holds_for(k, request)
       and (n.distance is not null or h.hits > 0)
     order by n.distance nulls last, h.hits desc, k.id limit at_most) f);
end
$$;

comment on function api.search_knowledge is
  'Knowledge.search: by embedding where the server has vectors and the request brings one, and by '
  'beginnings of words.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/search_knowledge',
  '320f65349b56a2a97d24ae0f1f742a9f2269b9ec91943b3c195267987c6f06c7')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.send_notice(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (request ->> 'now')::timestamptz;
  notice bauhaus.notices;
  agency_sender text;
  used integer;
  recipient record;
  conversation uuid;
begin
  -- One at a time, so that two at once do not both fit into what is left of the day.
  perform pg_advisory_xact_lock(hashtextextended('notices of ' || agency, 0));
  select * into notice from bauhaus.notices n
   where n.id = (request ->> 'id')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  elsif notice.confirmed_at is not null then
    return jsonb_build_object('kind', 'already', 'notice', bauhaus.notice_json(notice));
  elsif notice.expires_at <= at then
    return jsonb_build_object('kind', 'expired');
  end if;
  used := (select count(*) from bauhaus.notice_recipients r join bauhaus.notices n
      on n.id = r.notice_id
    where n.agency_id = agency and n.confirmed_at > at - interval '1 day');
  if used + (select count(*) from bauhaus.notice_recipients r where r.notice_id = notice.id)
    > (request ->> 'perDay')::integer then
    return jsonb_build_object('kind', 'over-allowance', 'used', used);
  end if;
  update bauhaus.notices n set confirmed_by = request ->> 'by', confirmed_at = at
   where n.id = notice.id returning * into notice;
  select a.sender into strict agency_sender from bauhaus.agencies a where a.id = agency;
  for recipient in
    select r.*, c.phone from bauhaus.notice_recipients r
      join bauhaus.contacts c on c.id = r.contact_id and c.phone is not null
     where r.notice_id = notice.id order by r.contact_id
  loop
    insert into bauhaus.conversation_threads (id, agency_id, sender, phone, inserted_at)
    values (bauhaus.uuid_v5(format('["conversation","%s","%s","%s"]', agency, agency_sender,
        bauhaus.number_token(recipient.phone))), agency, agency_sender, recipient.phone, at)
    on conflict do nothing;
    select h.id into strict conversation from bauhaus.conversation_threads h
     where h.agency_id = agency and h.sender = agency_sender and h.phone = recipient.phone;
    insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
      author)
    values (recipient.message_id, agency, conversation, 'out',
      coalesce(notice.texts ->> recipient.language, notice.texts ->> 'any'),
      'notice:' || recipient.message_id, at, notice.confirmed_by)
    on conflict do nothing;
    update bauhaus.notice_recipients r
       set effect_key = concat(conversation, ':agency_notice:1:', recipient.message_id)
     where r.notice_id = notice.id and r.contact_id = recipient.contact_id;
    perform bauhaus.emit('NoticeRequested',
      bauhaus.uuid_v5(format('["NoticeRequested","%s"]', recipient.message_id)), agency,
      recipient.trip_id, jsonb_build_object('conversationId', conversation,
        'messageId', recipient.message_id, 'language', recipient.language), at);
  end loop;
  return jsonb_build_object('kind', 'sent', 'notice', bauhaus.notice_json(notice));
end
$$;

comment on function api.send_notice is
  'Notices.send: has the recipients of a preview written to, once; begins their conversations and '
  'emits NoticeRequested for each.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/send_notice',
  '527f1bc2737eb51c79766433c0a800bf680ef2ef275fa3d791c19c1c1a940bb9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.settle_imported_journey(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.imports i set lease_until = (request ->> 'until')::timestamptz
   where i.id = (request ->> 'id')::uuid and i.leased_by = request ->> 'worker';
  update bauhaus.imported_journeys j
     set state = request ->> 'state', outcome = request ->> 'outcome',
         journey_id = coalesce((request ->> 'journeyId')::uuid, j.journey_id),
         revision_after = coalesce((request ->> 'revisionAfter')::integer, j.revision_after),
         content = coalesce(request -> 'content', j.content)
   where j.import_id = (request ->> 'id')::uuid
     and j.position = (request ->> 'position')::integer;
  return to_jsonb(found);
end
$$;

comment on function api.settle_imported_journey is 'Imports.settle.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/settle_imported_journey',
  '849ae51a72cb152e3dfee8d1f96e2c48f976ce3a4382341ef66c0482a8cd9dc5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.settle_monthly_report(settlement jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  update bauhaus.monthly_reports r
     set lease_until = null, outcome = settlement ->> 'outcome',
         settled_at = case when settlement ->> 'outcome' is not null
           then (settlement ->> 'at')::timestamptz end
   where r.agency_id = bauhaus.current_agency() and r.month = (settlement ->> 'month')::date
     and r.member_id = (settlement ->> 'memberId')::uuid and r.settled_at is null;
  return to_jsonb(found);
end
$$;

comment on function api.settle_monthly_report is
  'MonthlyReports.settle: without an outcome it may be claimed again at once.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/settle_monthly_report',
  '90b5a86418f3c6485f59d582dfafd7929c24dfd8ffa4a164282c7f9be7aea73c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.settle_webhook_delivery(settlement jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (settlement ->> 'now')::timestamptz;
  is_taken constant boolean := settlement #> '{attempt,error}' = 'null';
  next_at constant timestamptz := (settlement ->> 'nextTryAt')::timestamptz;
  settled bauhaus.webhook_deliveries;
  endpoint bauhaus.webhook_endpoints;
  because text;
begin
  perform from bauhaus.webhook_endpoints e
    where e.agency_id = agency and e.id = (select d.endpoint_id from bauhaus.webhook_deliveries d
      where d.id = (settlement ->> 'id')::uuid) for no key update;
  update bauhaus.webhook_deliveries d
     set attempts = d.attempts || (settlement -> 'attempt'), tries = d.tries + 1,
         lease_until = null, next_attempt_at = case when not is_taken then next_at end,
         state = case when is_taken then 'delivered' when next_at is null then 'failed'
           else 'pending' end
   where d.id = (settlement ->> 'id')::uuid and d.agency_id = agency and d.state = 'pending'
     and bauhaus.instant(d.lease_until) = settlement ->> 'leaseUntil'
   returning * into settled;
  if not found then
    return 'false';
  end if;
  update bauhaus.webhook_endpoints e
     set failures = case when is_taken then 0 else e.failures + 1 end,
         failing_since = case when not is_taken then coalesce(e.failing_since, at) end,
         last_delivered_at = case when is_taken then at else e.last_delivered_at end
   where e.id = settled.endpoint_id returning * into endpoint;
  because := case when is_taken or endpoint.off_since is not null then null
    when (settlement ->> 'isGone')::boolean then 'gone'
    when endpoint.failing_since <= at - rules.webhook_patience() then 'failing' end;
  if because is not null then
    perform bauhaus.switch_webhook_off(endpoint.id, because, at);
  end if;
  return to_jsonb(because is not null);
end
$$;

comment on function api.settle_webhook_delivery is
  'WebhookDeliveries.settle; an endpoint that has failed for too long is switched off with it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/settle_webhook_delivery',
  'cbbf490515083fea44eb152922b64745222ec7b26ded9a5caeb4fed4f6ec7815')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.shadow_report(filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  near constant interval := interval '12 hours';
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'at', p.last_tried_at,
        'type', p.notification_type, 'tripId', p.trip_id, 'journeyId', t.journey_id,
        'contactId', c.id, 'contactName', c.name, 'text', p.content ->> 'text',
        'byHand', h.said) order by p.last_tried_at, p.id), '[]'::jsonb)
    from (select n.* from bauhaus.notifications_log n
           where n.agency_id = agency and n.error_message = 'shadow'
             and n.last_tried_at >= (filter ->> 'from')::timestamptz
             and n.last_tried_at < (filter ->> 'to')::timestamptz
             and (filter -> 'after' = 'null' or (n.last_tried_at, n.id)
               > ((filter #>> '{after,at}')::timestamptz, (filter #>> '{after,id}')::uuid))
           order by n.last_tried_at, n.id limit (filter ->> 'limit')::integer) p
    left join bauhaus.trips t on t.id = p.trip_id
    left join bauhaus.contacts c on c.agency_id = agency
      and case when t.id is null then c.phone = p.recipient else c.id = t.contact_id end
    left join lateral (
      select jsonb_build_object('kind', s.kind, 'at', s.at, 'by', s.by_whom) as said from (
        select 'message' as kind, n.sent_at as at, (
            select w.author from bauhaus.conversation_threads x
              join bauhaus.conversations w on w.thread_id = x.id and w.direction = 'out'
               and n.effect_key like '%:' || w.id
             where x.agency_id = agency and x.sender = n.sender and x.phone = n.recipient limit 1)
            as by_whom
          from bauhaus.notifications_log n
         where n.recipient = p.recipient and n.agency_id = agency and n.sent_at is not null
           and rules.is_written_by_person(n.notification_type)
           and n.sent_at between p.last_tried_at - near and p.last_tried_at + near
        union all
        select 'call', k.closed_at, k.closed_by from bauhaus.tasks k
         where k.trip_id = p.trip_id and k.kind = 'call' and k.closed_by is not null
           and k.closed_at between p.last_tried_at - near and p.last_tried_at + near) s
       order by greatest(s.at - p.last_tried_at, p.last_tried_at - s.at), s.at limit 1) h on true);
end
$$;

comment on function api.shadow_report is 'Brakes.shadowReport.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/shadow_report',
  'dd4eb9d961ad0bc6320fea26e4ec0564093f04e3f41b71188cd830d6add444a9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.start_operator_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  -- A link lives shorter than the session that it began, so that none is good once more.
  delete from bauhaus.operator_sessions s where s.expires_at < at;
  insert into bauhaus.operator_sessions (token_hash, user_id, sign_in_id, started_at, seen_at,
    expires_at)
  values (session ->> 'hash', (session ->> 'userId')::uuid, session ->> 'signInId', at, at,
    (session ->> 'expiresAt')::timestamptz)
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_operator_session is
  'OperatorSessions.start. False: the link that signs in was used.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/start_operator_session',
  '5c85e0f92681ccc39de35c89b4024ae17657f27862cb4f5dd005b90055df8d81')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.start_session(session jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  at constant timestamptz := (session ->> 'now')::timestamptz;
begin
  insert into bauhaus.sessions (token_hash, agency_id, member_id, sign_in_id, started_at, seen_at,
    expires_at)
  select session ->> 'hash', m.agency_id, m.id, session ->> 'signInId', at, at,
      (session ->> 'expiresAt')::timestamptz
    from bauhaus.members m
   where m.id = (session ->> 'memberId')::uuid and m.user_id = (session ->> 'userId')::uuid
     and m.left_at is null
  on conflict (sign_in_id) do nothing;
  return to_jsonb(found);
end
$$;

comment on function api.start_session is
  'Sessions.start. False: the link that signs in was used, or they are no member any more.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/start_session',
  '146be25c51eb23c69286e8f26b5ee0710e7ff5643e6986da8ec0190640bc69ed')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.stop_notice(
  notice uuid, by_whom text, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  stopped bauhaus.notices;
begin
  update bauhaus.notices n
     set stopped_by = coalesce(n.stopped_by, by_whom), stopped_at = coalesce(n.stopped_at, at)
   where n.id = notice and n.confirmed_at is not null returning * into stopped;
  if not found then
    return null;
  end if;
  -- What is entered later is dropped when it is claimed (bauhaus.suppression_reason).
  update bauhaus.notifications_log l
     set delivery_status = 'DROPPED', error_message = 'stopped', next_attempt_at = null,
         waits_for_pair = false, updated_at = at
    from bauhaus.notice_recipients r
   where r.notice_id = stopped.id and l.effect_key = r.effect_key and l.agency_id = r.agency_id
     and l.delivery_status = 'PENDING';
  return bauhaus.notice_json(stopped);
end
$$;

comment on function api.stop_notice is
  'Notices.stop: what is not out yet is not sent; null where there is no such notice on its way.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/stop_notice',
  '5e2f6d8d78ff16cb5ac5544f44698fd82bf7dd94426f63b106b08038e3713b81')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.take_over_conversation(uuid,text,timestamp with time zone,timestamp with time zone);
create or replace function api.take_over_conversation(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz, steal boolean
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null and not steal then
    return held;
  end if;
  thread := bauhaus.take_over(conversation, by_whom, until_when, at);
  perform bauhaus.emit('HumanTakeoverStarted',
    bauhaus.uuid_v5(format('["HumanTakeoverStarted","%s","%s"]', thread.id,
        bauhaus.instant(thread.taken_over_until))),
    thread.agency_id, null, jsonb_build_object('conversationId', thread.id), at);
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.take_over_conversation is
  'ConversationDesk.takeOver: compared and set; emits HumanTakeoverStarted.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/take_over_conversation',
  '98a2067d3dad62443a7603cdc8df13c8b6b9d93650e286b5ae4f9e66f25ae031')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.test_webhook(
  webhook_id uuid, event_id uuid, at timestamptz
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  endpoint bauhaus.webhook_endpoints;
  made bauhaus.webhook_deliveries;
begin
  select * into endpoint from bauhaus.webhook_endpoints e
   where e.id = webhook_id and e.agency_id = agency;
  if not found then
    return null;
  elsif endpoint.off_since is not null then
    return '"off"';
  end if;
  insert into bauhaus.webhook_deliveries (agency_id, endpoint_id, event_id, type, event,
    started_at, next_attempt_at, created_at)
  values (agency, webhook_id, test_webhook.event_id, 'Test', jsonb_build_object('type', 'Test',
    'time', bauhaus.instant(at), 'tripId', null, 'data', '{}'::jsonb), at, at, at)
  returning * into made;
  return bauhaus.webhook_delivery_json(made);
end
$$;

comment on function api.test_webhook is
  'Webhooks.test: enters an event of no meaning; null: there is no such endpoint.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/test_webhook',
  'f49bfcc165b7430ee210e43bd45d45a65784ff83329b1dfbdca94e53266a7c2e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.trip_timeline(trip_id uuid) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  trip bauhaus.trips;
  entries jsonb;
begin
  select * into trip from bauhaus.trips x where x.id = trip_timeline.trip_id;
  if not found then
    return null;
  end if;
  with entry (at, position, kind, summary, detail) as (
    select h.recorded_at, 1, 'flight', concat_ws(' ', h.status, 'gate ' || h.gate_origin),
      jsonb_build_object(
      'status', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin,
      'belt', h.baggage_claim, 'scheduledDeparture', h.scheduled_out,
      'departure', h.estimated_out, 'departed', h.actual_out, 'arrival', h.estimated_in,
      'landed', h.actual_in, 'divertedTo', h.diverted_to, 'source', h.source)
      from bauhaus.flight_status_history h where h.flight_key = trip.flight_key
    union all
    select d.at, 2, 'decision', concat_ws(' ', d.decision, d.subject || ':', d.rule),
      jsonb_build_object(
      'agent', d.agent, 'event', d.event_type, 'decision', d.decision, 'subject', d.subject,
      'rule', d.rule) || jsonb_build_object('detail', d.detail)
      from bauhaus.decisions d where d.trip_id = trip.id
    union all
    select coalesce(n.sent_at, n.created_at), 3,
      'message', concat_ws(' ', n.notification_type, lower(n.delivery_status)),
      bauhaus.message_row(n)
      from bauhaus.notifications_log n where n.trip_id = trip.id
    union all
    select k.opened_at, 4, 'task', concat_ws(' ', k.kind, k.state), bauhaus.task_row(k)
      from bauhaus.tasks k where k.trip_id = trip.id
    union all
    select c.at, 5, 'inbound',
      'the traveller wrote', jsonb_build_object('text', c.text,
        'media', jsonb_array_length(c.media))
      from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
     where h.agency_id = trip.agency_id and h.phone = trip.whatsapp and c.direction = 'in'
       and c.at >= trip.inserted_at
    union all
    select d.uploaded_at, 6, 'document', concat_ws(' ', d.type, 'filed'), jsonb_build_object(
        'id', d.id, 'type', d.type, 'by', d.uploaded_by, 'byKind', d.uploaded_by_type)
      from bauhaus.documents d where d.trip_id = trip.id
    union all
    select l.at, 7, 'act', concat_ws(' ', l.actor_name, l.action), jsonb_build_object(
        'action', l.action, 'by', l.actor_name, 'byKind', l.actor_kind,
        'objectKind', l.object_kind, 'objectId', l.object_id, 'changes', l.changes)
      from bauhaus.audit_log l
     where l.agency_id = trip.agency_id and l.at >= trip.inserted_at
       and l.object_id = any (array[trip.id::text, trip.journey_id::text, trip.leg_id::text,
           trip.contact_id::text]
         || array(select k.id::text from bauhaus.tasks k where k.trip_id = trip.id)
         || array(select distinct k.incident_id::text from bauhaus.tasks k
           where k.trip_id = trip.id and k.incident_id is not null)
         || array(select d.id::text from bauhaus.documents d where d.trip_id = trip.id)
         || array(select h.id::text from bauhaus.conversation_threads h
           where h.agency_id = trip.agency_id and h.phone = trip.whatsapp)))
  select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'summary', e.summary,
        'detail', e.detail) order by e.at, e.position), '[]'::jsonb)
    into entries from entry e;
  return entries;
end
$$;

comment on function api.trip_timeline is
  'TripDesk.timeline; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/trip_timeline',
  '4520a4cba170816f622261835572e6c1c475da7ee5c2001e9c613c61cd4d6b32')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  api.update_task(uuid,text,text[],text,timestamp with time zone,timestamp with time zone);
create or replace function api.update_task(
  task_id uuid, to_state text, from_states text[], by_whom text, at timestamptz,
  until_when timestamptz, attempt text
) returns jsonb
language plpgsql set search_path = '' as $$
declare
  task bauhaus.tasks;
  thread bauhaus.conversation_threads;
begin
  -- The conversation of a handoff is locked before its task, as take_over_conversation and
  -- give_conversation_back do, so that two transactions never wait for each other.
  select c.* into thread
    from bauhaus.tasks x
    join bauhaus.conversation_threads c on c.id = (x.facts ->> 'conversationId')::uuid
   where x.id = task_id and x.kind = 'handoff' for update of c;
  select * into task from bauhaus.tasks x where x.id = task_id for update;
  if not found then
    return null;
  elsif attempt is not null and task.state <> 'done' then
    update bauhaus.tasks x set updated_at = at, attempts = x.attempts || jsonb_build_array(
        jsonb_build_object('at', bauhaus.instant(at), 'by', by_whom, 'outcome', attempt))
     where x.id = task_id
    returning * into task;
    return jsonb_build_object('kind', 'noted', 'task', bauhaus.task_row(task));
  elsif task.state = to_state and attempt is null then
    return jsonb_build_object('kind', 'unchanged', 'task', bauhaus.task_row(task));
  elsif task.state <> all (from_states) then
    return jsonb_build_object('kind', 'refused', 'task', bauhaus.task_row(task));
  end if;
  if to_state = 'claimed' then
    update bauhaus.tasks x set state = to_state, updated_at = at, claimed_by = by_whom,
      claimed_at = at where x.id = task_id;
    if thread.id is not null then
      perform api.take_over_conversation(thread.id, by_whom, until_when, at, true);
    end if;
  else
    update bauhaus.tasks x set state = to_state, updated_at = at, closed_by = by_whom,
      closed_at = at, closed_reason = 'done_by_agency' where x.id = task_id;
    if task.claimed_at >= thread.taken_over_at then
      perform api.give_conversation_back(thread.id, by_whom, at, true);
    end if;
  end if;
  select * into task from bauhaus.tasks x where x.id = task_id;
  return jsonb_build_object('kind', 'moved', 'task', bauhaus.task_row(task));
end
$$;

comment on function api.update_task is
  'TripDesk.updateTask: moves a task to a state from one of `from_states`; a handoff moves its '
  'conversation with it. An attempt to call is noted instead, and leaves it open.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/update_task',
  '362ffd2bdb309545fd9d65bfbaee72815791ebdddc14e45dec2787f4805cf603')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.was_said(journey_id uuid, since timestamptz) returns jsonb
language sql stable set search_path = '' as $$
  select to_jsonb(exists (
    select from bauhaus.notifications_log n
      join bauhaus.trips t on t.id = n.trip_id
     where t.journey_id = was_said.journey_id
       and n.delivery_status in ('SENDING', 'SENT', 'UNKNOWN')
       and coalesce(n.sent_at, n.last_tried_at, n.created_at) >= since))
$$;

comment on function api.was_said is
  'Imports.wasSaid: of what is under way, or of unknown fate, nobody can say that it was not.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/was_said',
  '391da817d6b830af56699a7ab0fb813bdf2226c08eae0dca7ce73d82aa9d13d1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.write_to_traveller(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  thread bauhaus.conversation_threads;
  at constant timestamptz := (request ->> 'now')::timestamptz;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x
    where x.id = (request ->> 'conversationId')::uuid for update;
  if not found then
    return null;
  end if;
  held := bauhaus.held_by_another(thread, request ->> 'by', at);
  if held is not null and not (request ->> 'steal')::boolean
    and not exists (select from bauhaus.conversations c
      where c.id = (request ->> 'messageId')::uuid) then
    return held;
  end if;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at,
    author)
  values ((request ->> 'messageId')::uuid, thread.agency_id, thread.id, 'out', request ->> 'text',
    'person:' || (request ->> 'messageId'), at, request ->> 'by')
  on conflict do nothing;
  if found then
    thread := bauhaus.take_over(
      thread.id, request ->> 'by', (request ->> 'until')::timestamptz, at);
    perform bauhaus.emit('HumanReplied', (request ->> 'eventId')::uuid, thread.agency_id, null,
      jsonb_build_object('conversationId', thread.id, 'messageId', request ->> 'messageId'), at);
  end if;
  return bauhaus.conversation_json(thread);
end
$$;

comment on function api.write_to_traveller is
  'ConversationDesk.writeTo: records the text of a person, takes the conversation over and emits '
  'HumanReplied.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/write_to_traveller',
  '9a572919d74059e41341d4dd668197c041d13ae4c1a2131a5b1fc239e03d28cc')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.account_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender,
    'emergencyPhone', a.emergency_phone, 'createdAt', bauhaus.instant(a.inserted_at),
    'suspendedAt', bauhaus.instant(a.suspended_at), 'suspendedBecause', a.suspended_because,
    'limits', jsonb_build_object('tripsPerDay', a.trips_per_day,
      'flightsPerDay', a.flights_per_day, 'storageMb', a.storage_mb),
    'keys', (select coalesce(jsonb_agg(bauhaus.api_key_json(k) order by k.inserted_at, k.id), '[]')
      from bauhaus.agency_api_keys k where k.agency_id = a.id))
$$;

comment on function bauhaus.account_json is 'Account of shared/ports/accounts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/account_json',
  'f7203ee0f6c7127e9764e6e2d187be613bd5fbb948bd44b4910ccb3889a4d2b4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.acting_member() returns uuid
language plpgsql stable as $$
declare
  act constant jsonb := nullif(current_setting('request.headers', true), '')::jsonb
    ->> 'x-bauhaus-act';
begin
  return (select m.id from bauhaus.members m
    where m.id = case when act #>> '{actor,kind}' = 'member' then (act #>> '{actor,id}')::uuid end
      and m.agency_id = bauhaus.current_agency() and m.left_at is null);
end
$$;

comment on function bauhaus.acting_member is
  'The member whose act this request is; null: a system''s, an agent''s or nobody''s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/acting_member',
  '6fe0ce420690584233f1e41e26a682ebddcdf698f98fd5fbc4b336de94ffd23a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender, 'phone', a.phone,
    'emergencyPhone', a.emergency_phone, 'zone', a.zone, 'hours', a.hours)
$$;

comment on function bauhaus.agency_json is 'AgencyContext of shared/ports/turn-contexts.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_json',
  'cfb9f32ae6ec6f1f4f369c365572cbedd62af1e047c19f9f929cb76ce196c691')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.agency_profile_json(a bauhaus.agencies) returns jsonb
language sql stable as $$
  select bauhaus.agency_json(a)
    || jsonb_build_object('languages', to_jsonb(a.languages), 'revision', a.revision)
$$;

comment on function bauhaus.agency_profile_json is 'AgencyProfile of shared/domain/agency.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/agency_profile_json',
  '3d1196109c3bd085b05b25d43ced87b70a7655ce13423f4f6f77fe20ebc8920d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.announce_incident() returns trigger
language plpgsql as $$
declare
  is_worse constant boolean := old.severity = 'normal' and new.severity = 'urgent'
    or coalesce(new.urgent_from < coalesce(old.urgent_from, 'infinity'), false)
    or rules.people_step(new.people) > rules.people_step(old.people);
  event_type constant text := case
    when new.state = 'done' then case when old.state <> 'done' then 'IncidentClosed' end
    when new.state = 'claimed' and (old.state <> 'claimed'
      or (new.owner_id, new.owner_name) is distinct from (old.owner_id, old.owner_name))
      then 'IncidentClaimed'
    when new.state = 'open' and (old.state <> 'open' or old.tasks_open = 0 and new.tasks_open > 0)
      then 'IncidentOpened'
    when is_worse then 'IncidentWorsened' end;
begin
  if event_type is not null then
    perform bauhaus.emit(event_type, gen_random_uuid(), new.agency_id, null,
      jsonb_build_object('incidentId', new.id, 'kind', new.kind, 'severity', new.severity)
        || case event_type
          when 'IncidentClaimed' then jsonb_build_object('memberId', new.owner_id)
          when 'IncidentClosed' then jsonb_build_object('reason', new.closed_reason)
          else jsonb_build_object('people', new.people, 'unreached', new.unreached,
            'minors', new.minors, 'deadline', bauhaus.instant(new.deadline),
            'urgentFrom', bauhaus.instant(new.urgent_from)) end,
      new.updated_at);
  end if;
  return null;
end
$$;

comment on function bauhaus.announce_incident is
  'Says what became of an incident, in the transaction in which it did.';

create or replace trigger announce_incident after update on bauhaus.incidents
  for each row execute function bauhaus.announce_incident();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/announce_incident',
  '900be2c00c365ffe7207ee563dad4498f8651efc509cd52ccde94962e5d333bc')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.answer_alert(
  agency uuid, message jsonb, at timestamptz
) returns boolean
language plpgsql as $$
declare
  message_id constant uuid := (message ->> 'messageId')::uuid;
  answer constant integer := (message ->> 'alertAnswer')::integer;
  quoted constant text := message ->> 'quotes';
  asked record;
  outcome text := 'unclear';
begin
  if answer is null and quoted is null then
    return null;
  end if;
  if exists (select from bauhaus.duty_alerts d where d.answered_by = message_id) then
    return false;
  end if;
  -- Delivered again, and taken for a traveller's before the alert was there.
  if exists (select from bauhaus.conversations c where c.id = message_id) then
    return null;
  end if;
  select d.incident_id, d.member_id, m.name into asked
    from bauhaus.duty_alerts d
    join bauhaus.members m on m.id = d.member_id and m.left_at is null
   where d.agency_id = agency and d.phone = message ->> 'phone' and d.answered_by is null
     and d.asked_at > at - interval '12 hours'
     and case when quoted is null then answer in (0, d.number)
       else exists (select from bauhaus.notifications_log n
         where n.agency_id = agency and n.effect_key = d.effect_key
           and quoted = any (n.former_provider_ids || n.provider_id)) end
   order by d.asked_at desc, d.number limit 1 for update of d;
  if not found then
    return null;
  end if;
  if answer is not null then
    outcome := bauhaus.claim_alert(asked.incident_id, asked.member_id, asked.name, message_id,
      at);
    update bauhaus.duty_alerts d set answered_at = at, answered_by = message_id
     where d.incident_id = asked.incident_id and d.member_id = asked.member_id;
  end if;
  perform bauhaus.emit('StaffAnswered',
    bauhaus.uuid_v5(format('["StaffAnswered","%s"]', message_id)), agency, null,
    jsonb_build_object('incidentId', asked.incident_id, 'memberId', asked.member_id,
      'outcome', outcome), at);
  return true;
end
$$;

comment on function bauhaus.answer_alert is
  'Takes a message for an answer to an alert where it is one: from the phone that was asked, '
  'within twelve hours, by the number of the alert (`alertAnswer`, 0 for a button) or quoting it. '
  'Answers whether it was new; null: it is a traveller''s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/answer_alert',
  '61bd3d54e949dc3e551b0f5866ef6e2cbbf57ee0b23fe922e6f21bc210bdd16f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audit(
  agency uuid, action text, object_kind text, object_id text, changes jsonb
) returns void
language plpgsql as $$
declare
  act constant jsonb := nullif(current_setting('request.headers', true), '')::jsonb
    ->> 'x-bauhaus-act';
begin
  if act is null then
    return;
  end if;
  insert into bauhaus.audit_log (agency_id, at, actor_kind, actor_id, actor_name, action,
    object_kind, object_id, changes, request_id)
  values (agency, (act ->> 'at')::timestamptz, act #>> '{actor,kind}', act #>> '{actor,id}',
    act #>> '{actor,name}', audit.action, audit.object_kind, audit.object_id, audit.changes,
    act ->> 'requestId');
end
$$;

comment on function bauhaus.audit is
  'Enters an act under the author that the request names in the header x-bauhaus-act.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audit',
  'e6556515e6a03067532cea354bf2da469cf79fcfba718613e7e14ca41c6d3c70')
on conflict (name) do update set checksum = excluded.checksum;

drop trigger if exists audit_row on bauhaus.agencies;
drop trigger if exists audit_row on bauhaus.agencies_settings;
drop trigger if exists audit_row on bauhaus.agency_api_keys;
drop trigger if exists audit_row on bauhaus.agency_places;
drop trigger if exists audit_row on bauhaus.contact_consents;
drop trigger if exists audit_row on bauhaus.contacts;
drop trigger if exists audit_row on bauhaus.conversation_threads;
drop trigger if exists audit_row on bauhaus.conversations;
drop trigger if exists audit_row on bauhaus.documents;
drop trigger if exists audit_row on bauhaus.groups;
drop trigger if exists audit_row on bauhaus.itineraries;
drop trigger if exists audit_row on bauhaus.journeys;
drop trigger if exists audit_row on bauhaus.legs;
drop trigger if exists audit_row on bauhaus.passengers;
drop trigger if exists audit_row on bauhaus.stay_plans;
drop trigger if exists audit_row on bauhaus.tasks;
drop trigger if exists audit_row on bauhaus.trip_passengers;
drop trigger if exists audit_row on bauhaus.trips;
create or replace function bauhaus.audit_row() returns trigger
language plpgsql as $$
declare
  old_row constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  new_row constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  present constant jsonb := coalesce(new_row, old_row);
  changes constant jsonb := bauhaus.audited_changes(old_row, new_row);
begin
  if tg_op <> 'UPDATE' or changes <> '{}' then
    perform bauhaus.audit(coalesce(present ->> 'agency_id', present ->> 'id')::uuid,
      tg_table_name || '.' || lower(tg_op), tg_table_name,
      coalesce(present ->> 'id', present ->> 'setting_key', present ->> 'trip_id',
        present ->> 'contact_id', present ->> 'journey_id', present ->> 'agency_id'), changes);
  end if;
  return null;
end
$$;

comment on function bauhaus.audit_row is
  'Enters what somebody does to a row into the audit, in the transaction that does it. Turns of '
  'agents have no author and are not entered: decisions holds their reasons.';

do $$
declare
  name text;
begin
  foreach name in array array['agencies', 'agencies_settings', 'agency_api_keys', 'agency_places',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations',
    'documents', 'duty_rosters', 'groups', 'incident_notes', 'incidents', 'invitations',
    'itineraries', 'journeys', 'knowledge', 'legs', 'members', 'notices', 'passengers',
    'sending_brakes', 'stay_plans', 'tasks', 'trip_passengers', 'trips', 'webhook_endpoints']
  loop
    execute format('create or replace trigger audit_row
      after insert or update or delete on bauhaus.%I for each row
      when (current_setting(''request.headers'', true) like ''%%x-bauhaus-act%%'')
      execute function bauhaus.audit_row()', name);
  end loop;
end
$$;

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audit_row',
  'a89904741571968cb5d5666eadfa514920de0642fef4c180c3e1ec70ed26a38e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,emergency_phone,expires_at,flight_key,flight_number,hours,kind,kinds,
        language,languages,origin_iata,owner_name,rating,role,scope,scopes,sender,setting_key,
        setting_value,severity,state,status,subject,suspended_because,type,types,
        uploaded_by_type,version,zone}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash', 'token_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audited_changes',
  'cc49c1763b131c067792a1395535fbb79442e8d510b6ed77983ed6214b3ad854')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.brake_json(b bauhaus.sending_brakes) returns jsonb
language sql stable as $$
  select jsonb_build_object('scope', b.scope, 'subject', b.subject, 'state', b.state,
    'reason', b.reason, 'until', b.lifts_at, 'by', b.set_by, 'since', b.set_at,
    'phones', (select coalesce(jsonb_agg(p.value -> 'phone' order by p.place), '[]'::jsonb)
      from jsonb_array_elements(b.phones) with ordinality p(value, place)))
$$;

comment on function bauhaus.brake_json is 'Brake of shared/domain/sending.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/brake_json',
  'd9659a29108a3a9c6fc05c1f937c88c6e2ee0c720297c869c8c559d789faa9a2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.brake_lock(agency uuid) returns bigint
language sql immutable as $$
  select hashtextextended('brakes of ' || coalesce(agency::text, 'the platform'), 0)
$$;

comment on function bauhaus.brake_lock is
  'The advisory lock that whoever claims shares and whoever sets a brake has alone: once a brake '
  'is set, nothing is claimed that did not see it. Null: that of the platform.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/brake_lock',
  'db567d65e53ed50807c4b95665d211d3cd765250334f134e1a80347f1d403b74')
on conflict (name) do update set checksum = excluded.checksum;

-- Few agencies have rows, and what a row is about is looked up only where there is one.
create or replace function bauhaus.brake_on(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.sending_brakes
language plpgsql stable as $$
declare
  brake bauhaus.sending_brakes;
begin
  select b.* into brake from bauhaus.sending_brakes b
   where (b.agency_id = message.agency_id or b.agency_id is null)
     and (b.lifts_at is null or b.lifts_at > at)
     and rules.is_braked(message.notification_type, b.state)
     and case b.scope
       when 'type' then b.subject = message.notification_type
       when 'journey' then exists (select from bauhaus.trips t
         where t.id = message.trip_id and t.journey_id::text = b.subject)
       when 'contact' then case when message.trip_id is not null
         then exists (select from bauhaus.trips t
           where t.id = message.trip_id and t.contact_id::text = b.subject)
         else exists (select from bauhaus.contacts c
           where c.id = b.subject::uuid and c.phone = message.recipient) end
       else true end
   order by rules.sending_rank(b.state) desc, b.id limit 1;
  return brake;
end
$$;

comment on function bauhaus.brake_on is
  'The strictest brake on a message at an instant; all nulls: it is sent as ever.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/brake_on',
  '866afd21622b52b0415982563f1df86888f00f4b0a125e95a595f1bf9dcd66db')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.brakes_of(
  agency uuid, journeys uuid[], contact_ids uuid[]
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('scope', b.scope, 'subject', b.subject,
        'state', b.state, 'until', b.lifts_at) order by b.scope, b.subject), '[]'::jsonb)
    from bauhaus.sending_brakes b
   where (b.agency_id = agency or b.agency_id is null) and b.state <> 'live'
     and case b.scope
       when 'journey' then b.subject::uuid = any (journeys)
       when 'contact' then b.subject::uuid = any (contact_ids)
       else true end);
end
$$;

comment on function bauhaus.brakes_of is
  'BrakeInForce of shared/domain/sending.ts: those that may be on messages about these journeys '
  'and contacts; whether they are over is for the caller to see.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/brakes_of',
  '6fa715c9012edda296facfc50b4b114fe0f8fddaf17a454873a4ccc0252a21aa')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.ceiling(agency uuid, which text) returns integer
language sql stable as $$
  select case which
      when 'trips_per_day' then least(a.trips_per_day, c.trips_per_day)
      when 'flights_per_day' then least(a.flights_per_day, c.flights_per_day)
      when 'storage_mb' then least(a.storage_mb, c.storage_mb)
    end
    from bauhaus.agencies a left join bauhaus.platform_ceilings c on true
   where a.id = agency
$$;

comment on function bauhaus.ceiling is
  'What an agency may have at most: the lesser of what the operator allows it and what the '
  'platform allows all; null: no limit.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ceiling',
  '9dafda66276204f10820bea3ea0c9dbcff0b602a6856ce0e7bbaa3e82f4b127d')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  bauhaus.change_contact(bauhaus.contacts,bauhaus.contacts,boolean,timestamp with time zone);
create or replace function bauhaus.change_contact(
  old_contact bauhaus.contacts, contact bauhaus.contacts, consent jsonb, notify boolean,
  at timestamptz
) returns table (journey_id uuid, fields jsonb)
language plpgsql as $$
declare
  renamed uuid[];
  old_trip bauhaus.trips;
  trip bauhaus.trips;
  trip_fields jsonb;
begin
  -- The ticket keeps its name where it was written otherwise.
  with own as (
    update bauhaus.passengers p
       set name = case when p.passenger_key = bauhaus.passenger_key(old_contact.name)
           and old_contact.name <> contact.name then contact.name else p.name end,
         call_name = case when old_contact.call_name <> contact.call_name
           then contact.call_name else p.call_name end
      from bauhaus.own_passengers(old_contact) o
     where p.id = o.passenger_id
       and (old_contact.name, old_contact.call_name) <> (contact.name, contact.call_name)
     returning p.journey_id)
  select array_agg(own.journey_id) into renamed from own;
  update bauhaus.contacts c set name = contact.name, call_name = contact.call_name,
      phone = contact.phone, email = contact.email, language = contact.language,
      tested_at = case when c.phone = contact.phone then c.tested_at end,
      last_void_consent = case when bauhaus.is_same_person(old_contact, contact)
        then c.last_void_consent else bauhaus.last_consent(c.id) end,
      revision = c.revision + 1, updated_at = at
   where c.id = contact.id;
  if consent is not null then
    insert into bauhaus.contact_consents (agency_id, contact_id, consent, inserted_at)
      values (contact.agency_id, contact.id, consent, at);
  end if;
  for journey_id in
    select distinct t.journey_id from bauhaus.trips t
     where t.contact_id = contact.id and t.status <> 'withdrawn' order by 1
  loop
    fields := case when journey_id = any (renamed) then '["passengers"]' else '[]' end;
    for old_trip in
      select * from bauhaus.trips t
       where t.journey_id = change_contact.journey_id and t.contact_id = contact.id
         and t.status <> 'withdrawn'
       order by t.id for update
    loop
      trip := old_trip;
      trip.whatsapp := contact.phone;
      -- A contact that did not change there keeps the language and name of that booking.
      if old_contact.language <> contact.language then
        trip.language := contact.language;
      end if;
      if old_contact.name <> contact.name and bauhaus.passenger_key(trip.client_name)
        = bauhaus.passenger_key(old_contact.name) then
        trip.client_name := contact.name;
      end if;
      trip_fields := bauhaus.changed_fields(old_trip, trip)
        || case when consent is null then '[]' else '["consent"]' end::jsonb;
      continue when trip_fields = '[]';
      update bauhaus.trips t set whatsapp = trip.whatsapp, language = trip.language,
          client_name = trip.client_name, revision = t.revision + 1, updated_at = at
       where t.id = trip.id returning * into trip;
      perform bauhaus.emit_trip_changed(old_trip, trip, trip_fields, notify, at);
      fields := fields || trip_fields;
    end loop;
    fields := coalesce((
      select jsonb_agg(distinct f.name) from jsonb_array_elements(fields) f(name)),
      '["contacts"]');
    return next;
  end loop;
end
$$;

comment on function bauhaus.change_contact is
  'Writes what is said of a contact, of the passengers who are the same person, and on all their '
  'trips, adds a consent that is given, and emits TripChanged for each that changes. Answers what '
  'the caller is to announce of each journey. Raises unique_violation where the number is '
  'another contact’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_contact',
  '85ef4ffae49c520e3e758610f6fe75e00422fbb8c289b160cce77cdee8a60920')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.change_trip(
  old_trip bauhaus.trips, changes jsonb, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
declare
  new_trip bauhaus.trips := bauhaus.trip_with_changes(old_trip, changes);
  fields constant jsonb := bauhaus.changed_fields(old_trip, new_trip);
begin
  if fields = '[]' and old_trip.flight_key = new_trip.flight_key
    and old_trip.origin_zone = new_trip.origin_zone
    and old_trip.destination_zone = new_trip.destination_zone then
    return old_trip;
  end if;
  if old_trip.flight_key <> new_trip.flight_key
    or old_trip.departure_date <> new_trip.departure_date then
    new_trip := bauhaus.trip_on_another_flight(new_trip);
  end if;
  if old_trip.whatsapp is distinct from new_trip.whatsapp then
    new_trip.contact_id := bauhaus.correct_phone(old_trip, new_trip.whatsapp,
      changes ->> 'callName', notify, at);
  end if;
  if old_trip.client_name <> new_trip.client_name then
    perform bauhaus.rename_client(old_trip, new_trip, changes ->> 'callName', at);
  end if;
  new_trip.leg_id := bauhaus.leg_for(old_trip.agency_id, old_trip.journey_id, new_trip, at);
  update bauhaus.trips x set
    revision = old_trip.revision + 1, updated_at = at, client_name = new_trip.client_name,
    contact_id = new_trip.contact_id, leg_id = new_trip.leg_id,
    whatsapp = new_trip.whatsapp, language = new_trip.language,
    flight_number = new_trip.flight_number, origin_iata = new_trip.origin_iata,
    destination_iata = new_trip.destination_iata, origin_zone = new_trip.origin_zone,
    destination_zone = new_trip.destination_zone, departure_date = new_trip.departure_date,
    flight_key = new_trip.flight_key, stay = new_trip.stay, return_date = new_trip.return_date,
    client_description = new_trip.client_description, metadata = new_trip.metadata,
    status = new_trip.status, scheduled_departure = new_trip.scheduled_departure,
    estimated_departure = new_trip.estimated_departure,
    estimated_arrival = new_trip.estimated_arrival,
    gate = new_trip.gate, terminal = new_trip.terminal, fa_flight_id = new_trip.fa_flight_id
   where x.id = old_trip.id returning * into new_trip;
  delete from bauhaus.legs l where l.id = old_trip.leg_id and l.id <> new_trip.leg_id
    and not exists (select from bauhaus.trips t where t.leg_id = l.id);
  perform bauhaus.emit_trip_changed(old_trip, new_trip, fields, notify, at);
  return new_trip;
end
$$;

comment on function bauhaus.change_trip is
  'Writes the changes of an edit to a locked trip and emits TripChanged; the same revision where '
  'nothing changes. Raises unique_violation where the contact is on that flight already.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_trip',
  '2abfd31cc944be1090f399beecd1e45cc98bd936dcf21e768bdbff80751ce45c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_alert(
  incident uuid, member uuid, member_name text, request uuid, at timestamptz
) returns text
language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-bauhaus-act',
    jsonb_build_object('at', bauhaus.instant(at), 'requestId', request,
      'actor', jsonb_build_object('kind', 'member', 'id', member, 'name', member_name))
      ::text)::text, true);
  return case api.move_incident(incident, jsonb_build_object('act', 'claim', 'now', at,
      'by', jsonb_build_object('id', member, 'name', member_name),
      'to', jsonb_build_object('id', member, 'name', member_name))) ->> 'kind'
    when 'moved' then 'claimed' when 'taken' then 'taken' else 'closed' end;
end
$$;

comment on function bauhaus.claim_alert is
  'Claims an incident for a member who answers its alert, under their name in the audit, by the '
  'compare-and-set of the API. Answers claimed, taken or closed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_alert',
  'b9abb03e7c3591ff544aef2a4b30efc58beccd5ba7fb4dcc0e79ad4665d2c08e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_one(
  message bauhaus.notifications_log, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  changed bauhaus.notifications_log;
begin
  if message.delivery_status in ('SENDING', 'UNKNOWN') then
    update bauhaus.notifications_log
       set delivery_status = 'UNKNOWN', fence = fence + 1,
           lease_until = at + rules.reconcile_lease(),
           next_attempt_at = at + rules.reconcile_lease(), updated_at = at
     where id = message.id returning * into message;
    return bauhaus.claimed_effect(message, 'reconcile');
  end if;
  changed := bauhaus.claim_or_defer(message, at);
  loop
    begin
      update bauhaus.notifications_log
         set delivery_status = changed.delivery_status, error_message = changed.error_message,
             next_attempt_at = changed.next_attempt_at, fence = changed.fence,
             lease_until = changed.lease_until, slot_at = changed.slot_at,
             waits_for_pair = changed.waits_for_pair, first_tried_at = changed.first_tried_at,
             last_tried_at = changed.last_tried_at, try_order = changed.try_order,
             address = changed.address, is_test = changed.is_test, updated_at = at
       where id = message.id;
      return case when changed.delivery_status = 'SENDING'
        then bauhaus.claimed_effect(changed, 'send') end;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.claim_one is
  'Claims one locked message that is due and returns it as ClaimedEffect; null where it was '
  'deferred or dropped instead.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_one',
  '899d6ded99c851a541fdfaa58175fd9eac636194abaaf0b562b1f6f03c7b770d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_or_defer(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  lease constant interval := rules.send_lease(message.content);
  drop_reason constant text := bauhaus.suppression_reason(message, at);
  brake bauhaus.sending_brakes;
  free_at timestamptz;
begin
  if drop_reason is not null then
    message.delivery_status := 'DROPPED';
    message.error_message := drop_reason;
    message.next_attempt_at := null;
    message.waits_for_pair := false;
    return message;
  end if;
  -- Somebody is setting a brake, which this transaction might not see.
  if not pg_try_advisory_xact_lock_shared(bauhaus.brake_lock(null))
    or not pg_try_advisory_xact_lock_shared(bauhaus.brake_lock(message.agency_id)) then
    message.next_attempt_at := at + rules.pair_delay();
    message.waits_for_pair := false;
    return message;
  end if;
  brake := bauhaus.brake_on(message, at);
  if brake.state = 'paused' then
    return bauhaus.hold_message(message, brake.lifts_at, at);
  elsif message.error_message = 'sending_paused' then
    message := bauhaus.release_message(message, at);
    if message.delivery_status = 'DROPPED' then
      return message;
    end if;
  end if;
  if brake.state = 'shadow' then
    message.delivery_status := 'DROPPED';
    message.error_message := 'shadow';
    message.next_attempt_at := null;
    message.waits_for_pair := false;
    message.slot_at := null;
    message.first_tried_at := coalesce(message.first_tried_at, at);
    message.last_tried_at := at;
    message.try_order := nextval('bauhaus.tries');
    return message;
  end if;
  if exists (select from bauhaus.agencies a
      where a.id = message.agency_id and a.suspended_at is not null) then
    message.error_message := 'agency_suspended';
    message.next_attempt_at := at + rules.suspension_pause();
    message.waits_for_pair := false;
    return message;
  end if;

  if pg_try_advisory_xact_lock(hashtextextended(
    message.sender || ' ' || bauhaus.number_token(message.recipient), 0)) then
    select greatest(o.next_attempt_at, at) + rules.pair_delay() into free_at
      from bauhaus.notifications_log o
     where o.sender = message.sender and o.recipient = message.recipient
       and o.delivery_status in ('SENDING', 'UNKNOWN');
  else
    -- Another transaction, whose writes are not visible yet, is about to send to the same phone.
    free_at := at + rules.pair_delay();
  end if;
  if free_at is not null then
    message.next_attempt_at := free_at;
    message.waits_for_pair := true;
    return message;
  end if;

  message.waits_for_pair := false;
  message.slot_at := coalesce(message.slot_at, bauhaus.next_rate_slot(message, at));
  if message.slot_at > at then
    message.next_attempt_at := message.slot_at;
    return message;
  end if;

  message.address := bauhaus.test_phone(brake.phones, message.recipient);
  message.is_test := message.address is not null;
  message.address := coalesce(message.address, (select h.address
    from bauhaus.conversation_threads h
   where h.agency_id = message.agency_id and h.sender = message.sender
     and h.phone = message.recipient));
  message.delivery_status := 'SENDING';
  message.error_message := nullif(message.error_message, 'agency_suspended');
  message.fence := message.fence + 1;
  message.lease_until := at + lease;
  -- A lease that ends unsettled is reconciled, not sent again.
  message.next_attempt_at := at + lease + rules.appears_within();
  message.slot_at := null;
  message.first_tried_at := coalesce(message.first_tried_at, at);
  message.last_tried_at := at;
  message.try_order := nextval('bauhaus.tries');
  return message;
end
$$;

comment on function bauhaus.claim_or_defer is
  'What becomes of a waiting message that is due: dropped, deferred, held by a brake or SENDING. '
  'Takes the locks of brakes and of the phone, and a rate slot; returns the row without writing '
  'it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claim_or_defer',
  '62302966fcd1e9320a5a72838439755d6bc8806180989ae6b202c94ee709a861')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claimed_effect(
  n bauhaus.notifications_log, mode text
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'id', n.id, 'fence', n.fence, 'mode', mode, 'agencyId', n.agency_id, 'tripId', n.trip_id,
    'type', n.notification_type, 'from', n.sender, 'to', coalesce(n.address, n.recipient),
    'testFor', case when n.is_test then n.recipient end,
    'content', n.content, 'critical', n.critical, 'attempts', n.attempts,
    'emptyLists', n.empty_lists,
    'firstTriedAt', n.first_tried_at, 'lastTriedAt', n.last_tried_at, 'expiresAt', n.expires_at,
    'leaseUntil', n.lease_until,
    'retryLimits', (select s.setting_value from bauhaus.agencies_settings s
      where s.agency_id = n.agency_id and s.setting_key = 'retry_limits'),
    'accountedFor', case when mode = 'send' then '[]'::jsonb
      else to_jsonb(n.former_provider_ids) || (
       select coalesce(jsonb_agg(accounted.id order by accounted.at), '[]'::jsonb) from (
         select unnest(o.former_provider_ids || o.provider_id) as id, o.sent_at as at
           from bauhaus.notifications_log o
          where o.recipient = n.recipient and o.sender = n.sender and o.id <> n.id
            and o.sent_at >= n.last_tried_at - rules.accounted_before()) accounted
        where accounted.id is not null) end));
end
$$;

comment on function bauhaus.claimed_effect is
  'ClaimedEffect; `mode` is send or reconcile. `accountedFor` are ids of messages at the provider '
  'that are not this one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/claimed_effect',
  '34144e7eca7f0b63ca07e3a118ece08c0850ac27e071a06566814ea84e6da22f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.close_tasks_of_unsent(
  trip uuid, tried_at timestamptz, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.tasks k
     set state = 'done', closed_at = at, updated_at = at, closed_reason = 'message_got_through'
   where k.trip_id = trip and k.state <> 'done'
     and (k.kind = 'unreachable' and not exists (
            select from bauhaus.notifications_log n where n.trip_id = trip and n.permanent
              and n.last_tried_at > tried_at)
          or k.kind = 'critical_unsent' and not exists (
            select from bauhaus.notifications_log n
             where n.trip_id = trip
               and (n.critical or rules.alerts_agency_on_failure(n.notification_type))
               and (n.delivery_status = 'UNKNOWN'
                    or n.delivery_status in ('PENDING', 'SENDING')
                    and (n.attempts > 0 or n.error_code is not null)
                    or n.delivery_status = 'FAILED' and not exists (
                         select from bauhaus.notifications_log l
                          where l.trip_id = trip and rules.is_arrival(l.provider_status)
                            and not l.is_test
                            and l.last_tried_at > n.last_tried_at
                            and rules.supersedes(l.notification_type, n.notification_type)))));
end
$$;

comment on function bauhaus.close_tasks_of_unsent is
  'Closes tasks about unsent messages of a trip after one tried at `tried_at` has arrived; a newer '
  'failure keeps its task open.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/close_tasks_of_unsent',
  '9866e48fca54257028a319d391b9139db9caf145271ce901688512f2a52c8c69')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.close_webhook_tasks(
  webhook uuid, reason text, at timestamptz
) returns void
language sql as $$
  update bauhaus.tasks t set state = 'done', closed_reason = reason, closed_at = at, updated_at = at
   where t.agency_id = bauhaus.current_agency() and t.trip_id is null and t.kind = 'webhook_off'
     and t.state <> 'done' and t.facts ->> 'webhookId' = webhook::text
$$;

comment on function bauhaus.close_webhook_tasks is
  'Closes the task that an endpoint was switched off, which facts have overtaken.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/close_webhook_tasks',
  '521203c53082e5f7e2dac6754de54647f6660b8545607d8f0e120065ac270c09')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.consent_of(contact uuid) returns jsonb
language sql stable as $$
  select k.consent from bauhaus.contacts c
    join bauhaus.contact_consents k on k.contact_id = c.id
   where c.id = contact and k.id > coalesce(c.last_void_consent, 0)
   order by k.consent ->> 'how' = 'explicit' desc, k.id desc
   limit 1
$$;

comment on function bauhaus.consent_of is
  'The consent of a contact that holds for the number and person of now, explicit before attested; '
  'null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/consent_of',
  '24b05f2b6bc119fb67e47f98452c03b5796856ad0c2bd052cd6f1743d5bf9ce4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_context(
  conversation uuid, message uuid
) returns jsonb
language plpgsql stable as $$
declare
  thread bauhaus.conversation_threads;
  agency bauhaus.agencies;
begin
  select * into thread from bauhaus.conversation_threads where id = conversation;
  if not found then
    return null;
  end if;
  select * into strict agency from bauhaus.agencies where id = thread.agency_id;
  return jsonb_build_object(
    'id', thread.id,
    'agency', bauhaus.agency_json(agency),
    'settings', bauhaus.settings_of(agency.id),
    'phone', thread.phone,
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at,
        'providerId', c.provider_id, 'media', c.media, 'optOutType', c.opt_out_type,
        'choice', c.choice)
        from bauhaus.conversations c where c.id = message and c.thread_id = thread.id),
    'optedOut', bauhaus.is_suppressed(thread.sender, thread.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status <> 'withdrawn'),
    'withdrawn', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id),
        '[]'::jsonb)
        from bauhaus.trips t where t.agency_id = agency.id and t.whatsapp = thread.phone
          and t.status = 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = agency.id and c.phone = thread.phone),
    'takenOverUntil', thread.taken_over_until,
    'takenOverBy', thread.taken_over_by,
    'brakes', bauhaus.brakes_of(agency.id,
      array(select distinct t.journey_id from bauhaus.trips t
        where t.agency_id = agency.id and t.whatsapp = thread.phone and t.status <> 'withdrawn'),
      array(select c.id from bauhaus.contacts c
        where c.agency_id = agency.id and c.phone = thread.phone)),
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n
       where n.sender = thread.sender and n.recipient = thread.phone
         and n.agency_id = thread.agency_id and n.delivery_status = 'PENDING'
           and n.notification_type = 'reply'));
end
$$;

comment on function bauhaus.conversation_context is
  'ConversationContext with the inbound message of that id; null where the agency has no such '
  'conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_context',
  '4e2fcbfe33aecfbeef442f6212d3135ce9a9f30b57723e7d32f46829709853da')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at,
    'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'takenOverSince', h.taken_over_at,
    'optedOut', bauhaus.is_suppressed(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb)
      from bauhaus.trips t
      where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'),
    'names', (select coalesce(jsonb_agg(n.client_name order by n.first, n.client_name), '[]'::jsonb)
      from (select t.client_name, min(t.departure_date) as first from bauhaus.trips t
             where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'
             group by t.client_name) n),
    'lastWords', (select c.text from bauhaus.conversations c
      where c.thread_id = h.id and c.direction = 'in' order by c.at desc, c.id desc limit 1),
    'openTask', (select jsonb_build_object('id', k.id, 'reason', k.reason, 'severity', k.severity,
        'state', k.state, 'openedAt', k.opened_at)
      from bauhaus.tasks k
     where k.agency_id = h.agency_id and k.kind = 'handoff' and k.state <> 'done'
       and k.facts ->> 'conversationId' = h.id::text
     order by k.severity = 'urgent' desc, k.opened_at, k.id limit 1));
end
$$;

comment on function bauhaus.conversation_json is
  'ConversationRow of shared/ports/conversation-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/conversation_json',
  '55323cef7592fa64798d5fced235398e6cd439759fc2258a7faf5c8fd3197ae5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.correct_phone(
  trip bauhaus.trips, new_phone text, call_name text, notify boolean, at timestamptz
) returns uuid
language plpgsql as $$
declare
  old_contact bauhaus.contacts;
  found_id uuid;
  other bauhaus.trips;
begin
  select * into strict old_contact from bauhaus.contacts c where c.id = trip.contact_id for update;
  if new_phone is not null then
    select c.id into found_id from bauhaus.contacts c
     where c.agency_id = trip.agency_id and c.phone = new_phone for update;
  end if;
  if found_id is null then
    if exists (select from bauhaus.trips t
      where t.contact_id = old_contact.id and t.journey_id <> trip.journey_id
        and t.status <> 'withdrawn') then
      -- The old number stays right for their other journeys.
      insert into bauhaus.contacts (agency_id, name, call_name, phone, email, language,
        inserted_at, updated_at)
      values (trip.agency_id, trip.client_name,
        coalesce(correct_phone.call_name, old_contact.call_name), new_phone, old_contact.email,
        trip.language, at, at)
      returning id into found_id;
    else
      update bauhaus.contacts c
         set phone = new_phone, tested_at = case when c.phone = new_phone then c.tested_at end,
           last_void_consent = bauhaus.last_consent(c.id), revision = c.revision + 1,
           updated_at = at
       where c.id = old_contact.id;
      found_id := old_contact.id;
    end if;
  end if;
  for other in
    update bauhaus.trips t
       set contact_id = found_id, whatsapp = new_phone,
         revision = t.revision + 1, updated_at = at
     where t.journey_id = trip.journey_id and t.contact_id = old_contact.id and t.id <> trip.id
       and t.status <> 'withdrawn'
     returning *
  loop
    perform bauhaus.emit_trip_changed(other, other, '["whatsapp"]', notify, at);
  end loop;
  return found_id;
end
$$;

comment on function bauhaus.correct_phone is
  'Gives the contact of a trip another number, for all its legs in the journey; answers the '
  'contact that the number is now of. The trip itself is left to the caller.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/correct_phone',
  '00a56e3dfbfed45043ef7b7db6cab557fc11ef3e6a998364033e9e845bb46827')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.count_new_flight() returns trigger
language plpgsql as $$
begin
  perform bauhaus.follow_flights(new.agency_id, array[new.flight_key], new.updated_at);
  return null;
end
$$;

comment on function bauhaus.count_new_flight is
  'Holds the ceiling of flights a day where an edit puts a trip on another flight.';

create or replace trigger count_new_flight
  after update on bauhaus.trips for each row
  when (old.flight_key <> new.flight_key)
  execute function bauhaus.count_new_flight();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/count_new_flight',
  'd4adf8f41b4fba2b7e62f1bee0167ac32cccbcd9df2c872ded61b8a00795a67c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.count_new_trips() returns trigger
language plpgsql as $$
declare
  added record;
begin
  for added in
    select n.agency_id as agency, max(n.inserted_at) as at, array_agg(n.flight_key) as flights
      from new_trips n group by n.agency_id
  loop
    perform bauhaus.follow_flights(added.agency, added.flights, added.at);
    continue when bauhaus.ceiling(added.agency, 'trips_per_day') is null;
    perform bauhaus.hold_ceiling(added.agency, 'trips_per_day', (
      select count(*) from bauhaus.trips t
       where t.agency_id = added.agency and t.inserted_at > added.at - interval '1 day'));
  end loop;
  return null;
end
$$;

comment on function bauhaus.count_new_trips is
  'Holds the ceilings of trips and flights a day, whichever way trips are made.';

create or replace trigger count_new_trips
  after insert on bauhaus.trips referencing new table as new_trips
  for each statement execute function bauhaus.count_new_trips();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/count_new_trips',
  '68b3f43d4ad7580bc6ceef38a141720c2784e217f60f6e87d1b9e28269527420')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_entry(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'type', d.type, 'fileName', d.file_name,
    'path', d.file_path, 'uploadedAt', d.uploaded_at, 'uploadedByType', d.uploaded_by_type,
    'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_entry is 'A document as a TripContext lists it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_entry',
  '1b8bb99b9f64d787f92dd70717dffeab7500ffb1da7091fb95b493fed961e0dd')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.document_json(d bauhaus.documents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'tripId', d.trip_id, 'type', d.type, 'path', d.file_path,
    'fileName', d.file_name, 'contentType', d.content_type,
    'bytes', d.bytes, 'uploadedBy', d.uploaded_by, 'uploadedByType', d.uploaded_by_type,
    'uploadedAt', d.uploaded_at, 'passengerId', d.passenger_id)
$$;

comment on function bauhaus.document_json is 'FiledDocument of shared/domain/document.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/document_json',
  '251bfb4929b0fb70ca0dcf13064e2e3b1cffb44e3cc54a9b78e7e80bae48641c')
on conflict (name) do update set checksum = excluded.checksum;

-- Limits that are reached only where nobody answers for days: what is beyond them waits until
-- others are taken.
create or replace function bauhaus.duty_context(
  agency uuid, at timestamptz
) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'agency', bauhaus.agency_json(a) || jsonb_build_object('languages', to_jsonb(a.languages)),
    'roster', (select r.roster from bauhaus.duty_rosters r where r.agency_id = a.id),
    'members', (select coalesce(jsonb_agg(bauhaus.staff_json(m) order by m.joined_at, m.id), '[]')
      from bauhaus.members m
     where m.agency_id = a.id and m.left_at is null and m.role <> 'limited'),
    'incidents', (select coalesce(jsonb_agg(bauhaus.duty_incident_json(i)
        order by i.opened_at, i.id), '[]')
      from bauhaus.incidents i where i.id in (
        (select w.id from bauhaus.incidents w
          where w.agency_id = a.id and w.state = 'open' and w.severity = 'urgent'
            and coalesce(w.alert, 'asked') = 'asked'
          order by w.opened_at limit 500)
        union all
        (select o.id from bauhaus.incidents o
          where o.agency_id = a.id and o.state <> 'done'
            and (o.state = 'claimed' and o.alert is not null
              or o.alert in ('unanswered', 'unreachable'))
          order by o.updated_at desc limit 200)
        union all
        (select n.id from bauhaus.incidents n
          where n.agency_id = a.id and n.state <> 'done' and n.severity = 'normal'
            and n.urgent_from is not null
          order by n.urgent_from limit 50))),
    'messages', (select coalesce(jsonb_agg(jsonb_build_object('key', n.effect_key,
        'status', n.delivery_status) order by n.seq), '[]')
      from bauhaus.incidents i
     cross join lateral (
        select d.effect_key from bauhaus.duty_alerts d where d.incident_id = i.id
        union all
        select c.effect_key from bauhaus.duty_calls c
         where c.agency_id = i.agency_id and c.incident_id = i.id) e
      join bauhaus.notifications_log n on n.effect_key = e.effect_key and n.agency_id = a.id
     where i.agency_id = a.id and i.state = 'open'),
    'day', case when at is not null then bauhaus.duty_day(a.id, at) end)
    from bauhaus.agencies a where a.id = agency);
end
$$;

comment on function bauhaus.duty_context is
  'DutyContext: what a turn of the duty desk is decided on; what is to be watched where `at` says '
  'on which day.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/duty_context',
  '7f6efd699f78ab93ee527c0892cb5b59fca5420cafe8a1d626423e245f0ecb01')
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

create or replace function bauhaus.duty_incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incident_core(i) || jsonb_build_object(
    'urgentFrom', bauhaus.instant(i.urgent_from),
    'flight', (select jsonb_build_object('number', t.flight_number, 'origin', t.origin_iata,
        'destination', t.destination_iata)
      from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
     where k.incident_id = i.id
     order by coalesce(t.estimated_departure, t.departure_date), t.flight_number limit 1))
$$;

comment on function bauhaus.duty_incident_json is
  'DutyIncident of shared/ports/turn-contexts.ts: with the first flight that it is about.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/duty_incident_json',
  '656a7b963d1a07a8ddcaf80a4d2167c7abf82da63fbffca214cb1104c82b5aa9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, at timestamptz,
  correlation_id uuid default null, causation_id uuid default null
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  values (event_id, agency_id, event_type, bauhaus.event_json(event_type, event_id, agency_id,
    trip_id, data, time, correlation_id, causation_id), time::timestamptz)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit is
  'Writes an event to the outbox; the same id again changes nothing. Without a correlation id the '
  'event begins a chain of its own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit',
  'fe114473840687a19f8759066925d03b8ddef54417fb946ec0f2de7abafd340e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.emit_trips_booked(
  trip_ids uuid[], more jsonb, at timestamptz
) returns void
language plpgsql as $$
declare
  time constant text := bauhaus.instant(at);
begin
  insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
  select e.id, t.agency_id, 'TripBooked', bauhaus.event_json('TripBooked', e.id, t.agency_id, t.id,
      jsonb_build_object('flightKey', t.flight_key,
        'departure', bauhaus.instant(t.departure_date), 'journeyId', t.journey_id) || more,
      time), time::timestamptz
    from bauhaus.trips t
    cross join lateral (
      select bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)) as id) e
   where t.id = any (trip_ids)
  on conflict (id) do nothing;
end
$$;

comment on function bauhaus.emit_trips_booked is
  'Emits TripBooked for new trips; `more`: `movedFrom`, `confirmFrom`, or `notify` where nobody '
  'is to '
  'be told.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/emit_trips_booked',
  'f1aa5b5549ecdc2e9f3aa2785ba1a314d448b98fd2231300840f873c78b27049')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.enter_effect(
  command jsonb, agency uuid, event jsonb, at timestamptz, is_only_effect boolean
) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  changed bauhaus.notifications_log;
begin
  message.id := gen_random_uuid();
  message.agency_id := agency;
  message.trip_id := command ->> 'tripId';
  message.effect_key := command ->> 'key';
  -- First 16 hex digits of sha256 over the canonical JSON (sorted keys, no blanks) of {trip_id,
  -- notification_type, extra_data}.
  message.idempotency_hash := left(encode(sha256(convert_to(format(
    '{"extra_data":{"effect_key":%s,"episode":%s},"notification_type":%s,"trip_id":%s}',
    command -> 'key', command -> 'episode', command -> 'type', command -> 'tripId'), 'UTF8')),
      'hex'), 16);
  message.notification_type := command ->> 'type';
  message.episode := command ->> 'episode';
  message.template_name := command #>> '{content,template}';
  message.sender := command ->> 'from';
  message.recipient := command ->> 'to';
  message.content := command -> 'content';
  message.told := command -> 'told';
  message.critical := command ->> 'critical';
  message.even_if_opted_out := command ->> 'evenIfOptedOut';
  message.due_at := command ->> 'dueAt';
  message.expires_at := command ->> 'expiresAt';
  message.event_id := event ->> 'id';
  message.correlation_id := event ->> 'correlationId';
  message.delivery_status := 'PENDING';
  message.next_attempt_at := message.due_at;
  message.fence := 0;
  message.waits_for_pair := false;
  message.is_test := false;
  changed := message;
  -- Several effects of a turn are claimed together (bauhaus.claim), in the order of their priority.
  if is_only_effect and message.due_at <= at
     and not exists (select from bauhaus.notifications_log n where n.agency_id = agency
       and n.effect_key = message.effect_key) then
    changed := bauhaus.claim_or_defer(message, at);
  end if;
  loop
    begin
      insert into bauhaus.notifications_log as n (
        id, agency_id, trip_id, effect_key, idempotency_hash, notification_type, episode,
        template_name, sender, recipient, content, told, critical, even_if_opted_out, due_at,
        expires_at, event_id, correlation_id, delivery_status, error_message, next_attempt_at,
        fence, lease_until, slot_at, waits_for_pair, first_tried_at, last_tried_at,
        try_order, address, is_test, created_at, updated_at)
      values (
        changed.id, agency, changed.trip_id, changed.effect_key, changed.idempotency_hash,
        changed.notification_type, changed.episode, changed.template_name, changed.sender,
        changed.recipient, changed.content, changed.told, changed.critical,
        changed.even_if_opted_out, changed.due_at, changed.expires_at, changed.event_id,
        changed.correlation_id, changed.delivery_status, changed.error_message,
        changed.next_attempt_at, changed.fence, changed.lease_until, changed.slot_at,
        changed.waits_for_pair, changed.first_tried_at, changed.last_tried_at,
        changed.try_order, changed.address, changed.is_test, at, at)
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
      returning n.* into changed;
      return changed;
    exception when unique_violation then
      if changed.delivery_status <> 'SENDING' then
        raise;
      end if;
      changed := bauhaus.defer_behind_other_agency(message, at);
    end;
  end loop;
end
$$;

comment on function bauhaus.enter_effect is
  'EffectCommand: writes a message to the ledger and returns its row, all nulls where its key is '
  'there already. The only effect of a turn is claimed at once if it is due.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_effect',
  'bca6f60e64275d1b9dd7360167382f4523b6d77081a01500050eeca9fce4333c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.enter_webhook_deliveries() returns trigger
-- With rights of its own: whoever announces an event reads no endpoint.
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  insert into bauhaus.webhook_deliveries (agency_id, endpoint_id, event_id, type, event,
    started_at, next_attempt_at, created_at)
  select e.agency_id, e.id, i.id, i.type, i.event, i.emitted_at, i.emitted_at, i.emitted_at
    from inserted i
    join bauhaus.webhook_endpoints e on e.agency_id = i.agency_id
   where i.type = any (e.types) and e.off_since is null
     -- Nothing changed: the flight was looked at for a message that is due.
     and i.event #>> '{data,cause}' is distinct from 'look'
  on conflict (event_id, endpoint_id) do nothing;
  return null;
end
$$;

comment on function bauhaus.enter_webhook_deliveries is
  'Enters what an event is to be delivered to, in the transaction that announces it.';

create or replace trigger webhook_deliveries after insert on bauhaus.outbox
  referencing new table as inserted for each statement
  execute function bauhaus.enter_webhook_deliveries();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/enter_webhook_deliveries',
  '0a334848370341f015ac455b0762edc4d7eaaa03246129873d3fc9a116854d47')
on conflict (name) do update set checksum = excluded.checksum;

-- One expression, so that Postgres puts it into the statement that asks for it.
create or replace function bauhaus.event_json(
  event_type text, event_id uuid, agency_id uuid, trip_id uuid, data jsonb, happened text,
  correlation_id uuid default null, causation_id uuid default null
) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', event_id, 'type', event_type, 'version', 1, 'time', happened, 'agencyId', agency_id,
    'tripId', trip_id, 'correlationId', coalesce(correlation_id, event_id),
    'causationId', causation_id, 'data', data)
$$;

comment on function bauhaus.event_json is
  'An event with its envelope. Without a correlation id it begins a chain of its own.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/event_json',
  '06a53af9392778a943aa6b7736ea2491877750f2a629231afadc37e6e96a2cb1')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.file_document(document jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  task bauhaus.tasks;
begin
  insert into bauhaus.documents (id, agency_id, trip_id, type, file_path, file_name, content_type,
    bytes, uploaded_by, uploaded_by_type, uploaded_at, passenger_id)
  select (document ->> 'id')::uuid, t.agency_id, t.id, document ->> 'type', document ->> 'path',
    document ->> 'fileName', document ->> 'contentType', (document ->> 'bytes')::bigint,
    document ->> 'uploadedBy', document ->> 'uploadedByType',
    (document ->> 'uploadedAt')::timestamptz, (document ->> 'passengerId')::uuid
    from bauhaus.trips t where t.id = (document ->> 'tripId')::uuid
  on conflict (id) do nothing;
  if not found then
    return;
  end if;
  update bauhaus.tasks k
    set facts = jsonb_set(k.facts, '{types}', (k.facts -> 'types') - (document ->> 'type')),
        updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' ? (document ->> 'type')
  returning * into task;
  -- Whoever asked for it was told that it would come.
  if task.facts ? 'conversationId' and document ->> 'uploadedByType' <> 'client' then
    perform bauhaus.emit('PromisedDocumentFiled',
      bauhaus.uuid_v5(format('["PromisedDocumentFiled","%s"]', document ->> 'id')),
      task.agency_id, task.trip_id, jsonb_build_object(
        'conversationId', task.facts -> 'conversationId', 'documentId', document -> 'id'), at);
  end if;
  update bauhaus.tasks k set state = 'done', closed_reason = 'document_filed', closed_at = at,
    updated_at = at
   where k.trip_id = (document ->> 'tripId')::uuid and k.kind = 'missing_document'
     and k.state <> 'done' and k.facts -> 'types' = '[]'::jsonb;
end
$$;

comment on function bauhaus.file_document is
  'Files a document, closes the task that reported it missing, and tells the concierge of what it '
  'has promised; the same id again changes nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/file_document',
  '7d3c3c1543b4b5b6a9562745fdeb925a1d9db2dce195bbc51b7d0f94d0f51d44')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.follow_flights(
  agency uuid, flight_keys text[], at timestamptz
) returns void
language plpgsql as $$
begin
  insert into bauhaus.followed_flights (agency_id, flight_key, since)
  select agency, k, at from (select distinct unnest(flight_keys)) f(k) order by k
  on conflict do nothing;
  if found and bauhaus.ceiling(agency, 'flights_per_day') is not null then
    perform bauhaus.hold_ceiling(agency, 'flights_per_day', (
      select count(*) from bauhaus.followed_flights f
       where f.agency_id = agency and f.since > at - interval '1 day'));
  end if;
end
$$;

comment on function bauhaus.follow_flights is
  'Notes flights that an agency follows from now on, and holds its ceiling of them a day: look-ups '
  'are shared by all who follow a flight, so that they are nobody''s to count.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/follow_flights',
  '6f8bd8218861239f028a0a5b138f5b27308b47f4d378635a75d1e12e0b6412db')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_contact(
  contact uuid, agency uuid, at timestamptz
) returns void
language plpgsql as $$
declare
  nobody uuid;
begin
  delete from bauhaus.sending_brakes b
   where b.agency_id = agency and b.scope = 'contact' and b.subject = contact::text;
  delete from bauhaus.notice_recipients r where r.agency_id = agency and r.contact_id = contact;
  -- Words that were for nobody else.
  delete from bauhaus.notices n
   where n.agency_id = agency
     and not exists (select from bauhaus.notice_recipients r where r.notice_id = n.id);
  update bauhaus.groups g set leader_id = null where g.leader_id = contact;
  if exists (select from bauhaus.trips t where t.contact_id = contact) then
    insert into bauhaus.contacts (agency_id, name, call_name, language, inserted_at, updated_at,
      forgotten_at)
    values (agency, '•••', '', 'es', at, at, at) returning id into nobody;
    update bauhaus.trips t set contact_id = nobody where t.contact_id = contact;
  end if;
  -- Their consents go with them: the one way in which a consent can be removed.
  delete from bauhaus.contacts c where c.id = contact;
end
$$;

comment on function bauhaus.forget_contact is
  'Removes a contact whose trips are forgotten; those stay together under a contact who is nobody.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_contact',
  '409b5ca74d73ede28b7d01906576a6b20a0ada9f0498b74b85f4a63fd378a109')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_imports(
  phones text[], journey_ids uuid[], agency uuid
) returns integer
language plpgsql as $$
declare
  import_ids uuid[];
begin
  with gone as (
    delete from bauhaus.imported_journeys j
     where j.agency_id = agency
       and (j.journey_id = any (journey_ids) or exists (
         select from jsonb_array_elements(j.phones) p
          where p ->> 'phone' = any (forget_imports.phones)))
    returning j.import_id)
  select coalesce(array_agg(distinct g.import_id), '{}') into import_ids from gone g;
  update bauhaus.imports i set content = 'null', file = 'null' where i.id = any (import_ids);
  return cardinality(import_ids);
end
$$;

comment on function bauhaus.forget_imports is
  'Removes what imported files say of a person: their journeys, and the cells of the files.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_imports',
  '7d2deed166e703f83a7f7f8f05e82e8b389a7ab7ae92ebd9db07f9c2d7a3c448')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_journeys(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  passenger_count integer;
  itinerary_count integer;
  plan_count integer;
  journey_count integer;
begin
  update bauhaus.passengers p set name = '•••', call_name = ''
   where p.journey_id = any (ids) and p.name <> '•••';
  get diagnostics passenger_count = row_count;
  delete from bauhaus.itineraries i where i.journey_id = any (ids);
  get diagnostics itinerary_count = row_count;
  delete from bauhaus.stay_plans s where s.journey_id = any (ids);
  get diagnostics plan_count = row_count;
  delete from bauhaus.sending_brakes b
   where b.agency_id = agency and b.scope = 'journey' and b.subject = any (ids::text[]);
  update bauhaus.journeys j
     set reference = null, title = null, owner = null, group_id = null, notes = null,
         metadata = '{}', idempotency_key = null, booked_as = null, forgotten_at = at,
         updated_at = at
   where j.id = any (ids) and j.forgotten_at is null;
  get diagnostics journey_count = row_count;
  perform bauhaus.forget_states('{itinerary,connections}', ids, agency, at);
  return jsonb_build_object('journeys', journey_count, 'passengers', passenger_count,
    'itineraries', itinerary_count, 'plans', plan_count);
end
$$;

comment on function bauhaus.forget_journeys is
  'Takes what is personal out of journeys nobody is left on: names, notes, what was sold and '
  'planned. Legs stay. Answers the counts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_journeys',
  'c703cc3f6c5e8164e1f3202950ed5bb2b47804c1dc8f9eed25a4ec0f4fe5ab49')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_tasks(ids uuid[], at timestamptz) returns integer
language plpgsql as $$
declare
  forgotten_count integer;
begin
  delete from bauhaus.incident_notes n
   where n.incident_id in (select k.incident_id from bauhaus.tasks k where k.id = any (ids));
  update bauhaus.tasks k
     set facts = '{}', claimed_by = null, closed_by = null, updated_at = at,
         closed_at = case when k.state = 'done' then k.closed_at else at end,
         closed_reason = case when k.state = 'done' then k.closed_reason else 'forgotten' end,
         state = 'done'
   where k.id = any (ids);
  get diagnostics forgotten_count = row_count;
  return forgotten_count;
end
$$;

comment on function bauhaus.forget_tasks is
  'Closes tasks and takes out who and what they are about, and what staff wrote of their '
  'incidents; kind, reason and instants stay.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_tasks',
  'c28452a2362be73aedd1fd930c432fc59ebd45f650a170f8257a0c07310d741a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.forget_trips(
  ids uuid[], agency uuid, at timestamptz
) returns jsonb
language plpgsql as $$
declare
  message_count integer;
  document_count integer;
  task_count integer;
  trip_count integer;
begin
  with gone as (
    delete from bauhaus.documents d where d.trip_id = any (ids) returning d.file_path)
  insert into bauhaus.files_to_remove (path, agency_id, since)
  select g.file_path, agency, at from gone g on conflict do nothing;
  get diagnostics document_count = row_count;
  update bauhaus.files_to_remove f set since = at
   where f.since > at
     and split_part(f.path, '/', 2) = any (select x::text from unnest(ids) x);
  message_count := bauhaus.forget_messages(array(select n.id from bauhaus.notifications_log n
    where n.trip_id = any (ids) order by n.id for update), at);
  task_count := bauhaus.forget_tasks(array(select k.id from bauhaus.tasks k
    where k.trip_id = any (ids) order by k.id for update), at);
  update bauhaus.trip_passengers b
     set reference = null, idempotency_key = null, booked_as = '', left_at = coalesce(b.left_at, at)
   where b.trip_id = any (ids);
  update bauhaus.trips t
     set client_name = '•••', whatsapp = null, stay = null, client_description = null,
         metadata = '{}', updated_at = at, forgotten_at = at
   where t.id = any (ids) and t.forgotten_at is null;
  get diagnostics trip_count = row_count;
  perform bauhaus.forget_consents(ids);
  perform bauhaus.forget_states('{notifications}', ids, agency, at);
  return jsonb_build_object('trips', trip_count, 'messages', message_count,
    'documents', document_count, 'tasks', task_count);
end
$$;

comment on function bauhaus.forget_trips is
  'Takes what is personal out of trips that are over or withdrawn: names, number, notes, messages, '
  'documents, the facts of tasks, states and timers. Flights, counts, hashes and reasons stay. '
  'Answers the counts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/forget_trips',
  '577bf7af451a8364f1acfcf595bf3e548b8b745721c88aedddce811818b62706')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.held_by_another(
  thread bauhaus.conversation_threads, by_whom text, at timestamptz
) returns jsonb
language sql stable as $$
  select jsonb_build_object('heldBy', thread.taken_over_by,
      'since', bauhaus.instant(thread.taken_over_at))
   where thread.taken_over_until > at and thread.taken_over_by <> by_whom
$$;

comment on function bauhaus.held_by_another is
  'Who else has a conversation, and since when; null: nobody.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/held_by_another',
  '5f989efecd415d9d110189819c6cc9b38f9fe8586c642a655c5695e25021239f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.hold_ceiling(agency uuid, name text, used bigint) returns void
language plpgsql stable as $$
declare
  most constant integer := bauhaus.ceiling(agency, name);
begin
  if used > most then
    raise exception '% %', name, most using errcode = 'BT429';
  end if;
end
$$;

comment on function bauhaus.hold_ceiling is
  'Raises BT429 with the name and the value of a ceiling that is passed, so that nothing of the '
  'transaction is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/hold_ceiling',
  '89e2ddcc017bb700984fe9e64c82c22d5babf96ba15f36386fe66d861c6c08c7')
on conflict (name) do update set checksum = excluded.checksum;

-- The fence tells one pause from another: it makes each announcement an event of its own.
create or replace function bauhaus.hold_message(
  message bauhaus.notifications_log, until timestamptz, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
begin
  if message.error_message is distinct from 'sending_paused' then
    message.fence := message.fence + 1;
    message.error_message := 'sending_paused';
    if message.critical and not rules.is_conversational(message.notification_type) then
      perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
        message.notification_type, 'held', false, null, coalesce(message.attempts, 0),
        message.event_id, message.correlation_id, at, message.fence);
    end if;
  end if;
  message.next_attempt_at := least(at + rules.suspension_pause(), until);
  message.waits_for_pair := false;
  message.slot_at := null;
  return message;
end
$$;

comment on function bauhaus.hold_message is
  'A waiting message as a pause leaves it; the agent hears of a critical one, so that a person is '
  'asked to call. Returns the row without writing it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/hold_message',
  '4be36074ef1ef44af9b38970e09ffb9924fffef7ca5f5a2bdd6bb3d12c0118da')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.import_json(i bauhaus.imports) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'state', i.state, 'revision', i.revision,
    'file', i.file,
    'rowCount', i.row_count, 'rowsRead', i.rows_read, 'welcome', i.welcome,
    'spreadDays', i.spread_days, 'insertedAt', bauhaus.instant(i.inserted_at),
    'by', coalesce(i.actor ->> 'name', ''), 'appliedAt', bauhaus.instant(i.applied_at),
    'endsAt', bauhaus.instant(i.inserted_at + interval '14 days'),
    'journeys', (
      select coalesce(jsonb_object_agg(v.verdict, v.many), '{}') from (
        select j.verdict, count(*) as many from bauhaus.imported_journeys j
         where j.import_id = i.id group by j.verdict) v),
    'rows', (
      select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
        select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
            jsonb_each_text(j.row_verdicts) r
         where j.import_id = i.id group by r.key) v),
    'applied', (
      select coalesce(jsonb_object_agg(v.state, v.many), '{}') from (
        select j.state, count(*) as many from bauhaus.imported_journeys j
         where j.import_id = i.id and j.verdict in ('new', 'changed') group by j.state) v),
    'sends', jsonb_build_object(
      'welcome', (
        select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
          select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
              jsonb_each_text(j.sends -> 'welcome') r
           where j.import_id = i.id group by r.key) v),
      'changes', (
        select coalesce(jsonb_object_agg(v.key, v.many), '{}') from (
          select r.key, sum(r.value::integer) as many from bauhaus.imported_journeys j,
              jsonb_each_text(j.sends -> 'changes') r
           where j.import_id = i.id group by r.key) v),
      'calls', (
        select coalesce(sum((j.sends ->> 'calls')::integer), 0) from bauhaus.imported_journeys j
         where j.import_id = i.id)))
$$;

comment on function bauhaus.import_json is 'BookingImport of shared/domain/booking-import.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/import_json',
  '1fde18c49c7acb7a7695c35e1389f52cb484d96ef8457768c6983fa8ac82f9df')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_core(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'kind', i.kind, 'subject', i.subject, 'state', i.state,
    'severity', i.severity, 'deadline', bauhaus.instant(i.deadline), 'people', i.people,
    'unreached', i.unreached, 'minors', i.minors, 'tasksOpen', i.tasks_open, 'kinds', i.kinds,
    'owner', case when i.owner_name is not null
      then jsonb_build_object('id', i.owner_id, 'name', i.owner_name) end,
    'claimedAt', bauhaus.instant(i.claimed_at), 'snoozedUntil', bauhaus.instant(i.snoozed_until),
    'openedAt', bauhaus.instant(i.opened_at), 'updatedAt', bauhaus.instant(i.updated_at),
    'closedAt', bauhaus.instant(i.closed_at), 'closedBy', i.closed_by,
    'closedReason', i.closed_reason, 'alert', i.alert)
$$;

comment on function bauhaus.incident_core is 'What the row of an incident says by itself.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_core',
  '1badd96496eb51d7f48d635683443b13c081aa88d45a775dab97d6451b8721d5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incidents_json(array[i.id]) -> 0
$$;

comment on function bauhaus.incident_json is 'One of bauhaus.incidents_json.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_json',
  '0fd8faedcb6564cc964d44838cd6116883a97038aa37f80a821050ffdc51cfde')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incident_subject(task bauhaus.tasks) returns text[]
language sql stable as $$
  select case rules.incident_kind(task.kind)
      when 'flight' then array['flight', t.flight_key]
      when 'journey' then array['journey', t.journey_id::text]
      when 'conversation' then array['conversation', task.facts ->> 'conversationId']
      else array['agency', coalesce(task.facts ->> 'webhookId', task.kind)] end
    from (select task.trip_id) x
    left join bauhaus.trips t on t.id = x.trip_id
$$;

comment on function bauhaus.incident_subject is
  'What a task is about: kind and subject of its incident; a subject that is null is nothing.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_subject',
  '7f3ef6d356799031db5f24c2ac5afae7186a9dab4a025582c99816e0d1db5105')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.incidents_counts(
  incidents uuid[]
) returns table (incident_id uuid, counts jsonb)
language sql stable as $$
  with of_trip as (
    select k.incident_id, k.trip_id,
           -- The message may be what the task is about.
           min(case when k.kind in ('critical_unsent', 'unreachable')
             then k.opened_at - interval '1 day' else k.opened_at end) as since,
           bool_or(rules.is_unreached_by(k.kind) and k.state <> 'done') as is_to_call,
           bool_or(rules.is_told_by_call(k.kind) and k.closed_reason = 'done_by_agency')
             as is_called
      from bauhaus.tasks k
     where k.incident_id = any (incidents) and k.trip_id is not null
     group by k.incident_id, k.trip_id),
  about as (
    select o.incident_id, array_agg(t.id) as trips, min(o.since) as since,
           bool_or(o.is_to_call) as is_to_call, bool_or(o.is_called) as is_called
      from of_trip o join bauhaus.trips t on t.id = o.trip_id
     group by o.incident_id, t.contact_id),
  people as (
    select a.incident_id, case when a.is_to_call then 'toCall'
             when a.is_called and coalesce(last.status, 'FAILED') = 'FAILED' then 'called'
             when last.status = 'FAILED' then 'failed'
             when last.status = 'SENT' and last.provider = 'read' then 'read'
             when last.status = 'SENT' and rules.is_arrival(last.provider) then 'delivered'
             when last.status = 'SENT' then 'sent'
             when last.status is not null then 'waiting'
             else 'notTold' end as state
      from about a
      left join lateral (
        select m.status, m.provider
          from unnest(a.trips) x (trip) cross join lateral (
            select n.seq, n.delivery_status as status, n.provider_status as provider
              from bauhaus.notifications_log n
             where n.trip_id = x.trip and n.created_at >= a.since
               and n.delivery_status <> 'DROPPED'
               and not rules.is_conversational(n.notification_type)
             order by n.seq desc limit 1) m
         where not a.is_to_call order by m.seq desc limit 1) last on true)
  select x.id, jsonb_build_object(
      'told', count(*) filter (where p.state in ('sent', 'delivered', 'read', 'called')),
      'called', count(*) filter (where p.state = 'called'),
      'delivered', count(*) filter (where p.state in ('delivered', 'read')),
      'read', count(*) filter (where p.state = 'read'),
      'waiting', count(*) filter (where p.state = 'waiting'),
      'failed', count(*) filter (where p.state = 'failed'),
      'toCall', count(*) filter (where p.state = 'toCall'),
      'notTold', count(*) filter (where p.state = 'notTold'))
    from unnest(incidents) x (id) left join people p on p.incident_id = x.id
   group by x.id
$$;

comment on function bauhaus.incidents_counts is
  'How far the people that incidents are about are: what became of the last message to each since '
  'their first task of it, or of the call. Of a whole page at once: asked for each incident it '
  'takes most of the time of a list.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incidents_counts',
  'd4d5e83255092023e756ccbfad942cd4b2ee0fa66118f7cea982e57b9756af17')
on conflict (name) do update set checksum = excluded.checksum;

-- In PL/pgSQL, which keeps the plan: to make it takes longer than to read a page of incidents.
create or replace function bauhaus.incidents_json(ids uuid[]) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.incident_core(i) || jsonb_build_object(
        'about', case i.kind
          when 'conversation' then (
            select string_agg(distinct t.client_name, ', ')
              from bauhaus.conversation_threads h
              join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
                and t.status <> 'withdrawn'
             where h.agency_id = i.agency_id and h.id = i.subject::uuid)
          else (
            select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
                from bauhaus.passengers p where p.journey_id = j.id))
              from bauhaus.journeys j
             where j.agency_id = i.agency_id and j.id = case i.kind
               when 'journey' then i.subject::uuid
               when 'flight' then (
                 select case when count(distinct t.journey_id) = 1
                     then (array_agg(t.journey_id))[1] end
                   from bauhaus.tasks k join bauhaus.trips t on t.id = k.trip_id
                  where k.incident_id = i.id) end)
          end,
        'counts', c.counts,
        -- Opened again by hand it has no open task.
        'waitingSince', case when i.state = 'open' then bauhaus.instant(
          case when i.tasks_open > 0 then i.opened_at else i.updated_at end) end)
      order by x.place), '[]')
    from unnest(ids) with ordinality x (id, place)
    join bauhaus.incidents i on i.id = x.id
    join bauhaus.incidents_counts(ids) c on c.incident_id = x.id);
end
$$;

comment on function bauhaus.incidents_json is
  'Incident of shared/domain/incident.ts for each id, in their order. What it is about: the title '
  'of its journey, of a flight too if all that it is about travel together, or the names of its '
  'conversation; null: several journeys of a flight, whose key says it, or the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incidents_json',
  '24467bf50048cd4962df3887db3e5b3895752089feb01c892a560028a65ec6be')
on conflict (name) do update set checksum = excluded.checksum;

-- Stable, as to_char is: an immutable one would not be made a part of the statement that calls it,
-- and each of the many calls of an answer be a statement of its own.
create or replace function bauhaus.instant(at timestamptz) returns text
language sql stable as $$
  select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

comment on function bauhaus.instant is
  'An instant as ISO 8601 in UTC with milliseconds, as TypeScript writes it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/instant',
  'fd9dbd95b48729bbe44b08723f41ba226b9053153ef8628faa7eaf1ada11f5b0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.invitation_json(i bauhaus.invitations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', i.id, 'name', i.name, 'email', i.email, 'role', i.role,
    'groups', i.groups, 'sees', i.sees, 'invitedBy', i.invited_by,
    'createdAt', bauhaus.instant(i.created_at), 'expiresAt', bauhaus.instant(i.expires_at),
    'acceptedAt', bauhaus.instant(i.accepted_at), 'revokedAt', bauhaus.instant(i.revoked_at))
$$;

comment on function bauhaus.invitation_json is 'Invitation of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/invitation_json',
  '299750af7df03bf3b5f7eb3ca80891a42afce93d7d96a3774a0a3c33ba5650f9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_last_owner(member uuid) returns boolean
language plpgsql set search_path = '' as $$
begin
  -- Two owners who leave at once wait for each other here. The agency is not locked: turns read it.
  perform from bauhaus.members m
   where m.agency_id = bauhaus.current_agency() and m.role = 'owner' and m.left_at is null
   order by m.id for update;
  return exists (select from bauhaus.members m
      where m.id = member and m.role = 'owner' and m.left_at is null)
    and not exists (select from bauhaus.members m
      where m.agency_id = bauhaus.current_agency() and m.id <> member and m.role = 'owner'
        and m.left_at is null);
end
$$;

comment on function bauhaus.is_last_owner is
  'Whether an agency would have no owner without this member; until the end of the transaction.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_last_owner',
  'b865d79c278b615a50bc1c56874f8c14e38ff1174af0b205e405538053b3cd07')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_of_groups(topic text, subject text, groups uuid[])
returns boolean
language plpgsql stable as $$
begin
  return case topic
    when 'group' then subject = any (groups::text[])
    when 'journey' then exists (select from bauhaus.journeys j
      where j.id = subject::uuid and j.group_id = any (groups))
    when 'conversation' then exists (
      select from bauhaus.conversation_threads h
        join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
          and t.status <> 'withdrawn'
        join bauhaus.journeys j on j.id = t.journey_id
       where h.id = subject::uuid and j.group_id = any (groups))
    else false end;
end
$$;

comment on function bauhaus.is_of_groups is
  'Whether a limited member, who sees these groups, sees it: journeys of them, and conversations '
  'with whoever travels in one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_of_groups',
  '5276663939b1abab13ca0608ae6e65c278dcc6d6882fd207e58ecf22c7b963e9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_own(topic text, thing text) returns boolean
language plpgsql stable as $$
begin
  -- Each asks of a table that has a policy of its own, and so of what is kept.
  return case topic
    when 'journey' then exists (select from bauhaus.journeys j where j.id = thing::uuid)
    when 'trip' then exists (select from bauhaus.trips t where t.id = thing::uuid)
    when 'flight' then exists (select from bauhaus.trips t where t.flight_key = thing)
    when 'person' then exists (select from bauhaus.trips t where t.contact_id = thing::uuid)
    when 'phone' then exists (
      select from bauhaus.trips t where t.whatsapp = thing and t.status <> 'withdrawn')
    when 'contact' then exists (select from bauhaus.contacts c where c.id = thing::uuid)
    when 'conversation' then exists (
      select from bauhaus.conversation_threads h where h.id = thing::uuid)
    when 'incident' then exists (select from bauhaus.incidents i where i.id = thing::uuid)
    when 'task' then exists (select from bauhaus.tasks k where k.id = thing::uuid)
    when 'document' then exists (select from bauhaus.documents d where d.id = thing::uuid)
    when 'import' then exists (select from bauhaus.imports i where i.id = thing::uuid)
    when 'notice' then exists (select from bauhaus.notices n where n.id = thing::uuid)
    else topic in ('group', 'member', 'settings') end;
end
$$;

comment on function bauhaus.is_own is
  'Whether a member who sees their own, as whom it is called, sees it; what is of no journey '
  'everybody sees.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_own',
  'a2581025178a51af5c56d0107354a574dd70fad4cf710be25b178c006c0d2f70')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.is_same_person(
  a bauhaus.contacts, b bauhaus.contacts
) returns boolean
language sql stable as $$
  select a.phone is not distinct from b.phone
    and bauhaus.passenger_key(a.name) = bauhaus.passenger_key(b.name)
$$;

comment on function bauhaus.is_same_person is
  'Whether two states of a contact are the same number and name, so that a consent still holds.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/is_same_person',
  '020a54f7593ae7cb09a13beecfd37adebeb373eb0c133547aa41e7f739609f59')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.join_incident(task bauhaus.tasks) returns void
language plpgsql as $$
declare
  about constant text[] := bauhaus.incident_subject(task);
  incident uuid;
begin
  if about[2] is null then
    return;
  end if;
  insert into bauhaus.incidents as i (agency_id, kind, subject, severity, opened_at, updated_at)
  values (task.agency_id, about[1], about[2], task.severity, task.opened_at, task.updated_at)
  on conflict (agency_id, kind, subject) where state <> 'done'
  do update set updated_at = greatest(i.updated_at, excluded.updated_at)
  returning i.id into incident;
  update bauhaus.tasks k set incident_id = incident where k.id = task.id;
  perform bauhaus.refresh_incident(incident, task.updated_at, null);
end
$$;

comment on function bauhaus.join_incident is
  'Adds a task to the open incident of what it is about, or opens one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/join_incident',
  'd941abaacb4cc5443f38b86cf779f97ad8f9fb8b3255a5daa894efb524864879')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_core(j bauhaus.journeys) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', j.id, 'agencyId', j.agency_id, 'revision', j.revision, 'reference', j.reference,
    'title', j.title, 'owner', j.owner,
    'keeper', (select jsonb_build_object('id', m.id, 'name', m.name)
      from bauhaus.members m where m.id = j.keeper_id),
    'group', (select g.name from bauhaus.groups g where g.id = j.group_id),
    'state', case when j.withdrawn_at is null then 'live' else 'withdrawn' end,
    'notes', j.notes, 'metadata', j.metadata, 'insertedAt', j.inserted_at,
    'passengers', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name,
        'callName', p.call_name, 'kind', p.kind) order by p.seq), '[]'::jsonb)
      from bauhaus.passengers p where p.journey_id = j.id),
    'legs', (select coalesce(jsonb_agg(jsonb_build_object('id', l.id,
        'flightNumber', l.flight_number, 'originIata', l.origin_iata,
        'destinationIata', l.destination_iata, 'departure', l.departure_date,
        'flightKey', l.flight_key) order by l.departure_date, l.flight_key), '[]'::jsonb)
      from bauhaus.legs l where l.journey_id = j.id
       and exists (select from bauhaus.trips t where t.leg_id = l.id)),
    'contacts', (select coalesce(
        jsonb_agg(bauhaus.contact_json(c) order by c.name, c.id), '[]'::jsonb)
      from bauhaus.contacts c where c.id in (
        select t.contact_id from bauhaus.trips t where t.journey_id = j.id)));
end
$$;

comment on function bauhaus.journey_core is 'JourneySummary of shared/domain/journey.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_core',
  'e854b0f2534018931bdea2e92c4069164914febdcf7550e739cc26e64bda3ce5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.journey_for(
  agency uuid, journey_reference text, at timestamptz
) returns uuid
language plpgsql as $$
declare
  found_id uuid;
begin
  insert into bauhaus.journeys (agency_id, reference, keeper_id, inserted_at, updated_at)
    values (agency, journey_reference, bauhaus.acting_member(), at, at)
    on conflict do nothing
    returning id into found_id;
  if found_id is null then
    -- Locked, so that its pieces are booked one after the other.
    select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency
      and j.reference = journey_reference and j.withdrawn_at is null for update;
  end if;
  return found_id;
end
$$;

comment on function bauhaus.journey_for is
  'The id of the live journey of that reference, or of a new one; without a reference always a new '
  'one.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/journey_for',
  '9240102963d0acff151b8eb3e1255fbcbda73fb1cbfd90c618258f3f7fef8c89')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.knowledge_holds_for(
  k bauhaus.knowledge, traveller jsonb
) returns boolean
language sql stable as $$
  select (k.airline is null or k.airline = traveller ->> 'airline')
    and (k.destination_key is null or traveller -> 'destinationKeys' ? k.destination_key)
    and (k.hotel_key is null
      or strpos(concat(' ', traveller ->> 'hotelKey', ' '), concat(' ', k.hotel_key, ' ')) > 0)
$$;

comment on function bauhaus.knowledge_holds_for is
  'Whether an entry holds for a traveller: airline, destination and hotel are theirs, or not said.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/knowledge_holds_for',
  'c7d1410c000b49fd41322a32d52cf994efd896061d25624ee0509ac0c6f41785')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.knowledge_json(k bauhaus.knowledge) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'question', k.question, 'answers', k.answers,
    'airline', k.airline, 'destination', k.destination, 'hotel', k.hotel)
$$;

comment on function bauhaus.knowledge_json is 'KnowledgeEntry of shared/domain/knowledge.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/knowledge_json',
  '57d5e8fe1aff2b963fc1055991d4ad573c789455818081c7d9a57c9b6e8fc5b6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.last_consent(contact uuid) returns bigint
language sql stable as $$
  select max(k.id) from bauhaus.contact_consents k where k.contact_id = contact
$$;

comment on function bauhaus.last_consent is
  'The newest consent of a contact, whether it holds or not; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/last_consent',
  '8a89d4ccbd637c6ac3b791b08d2b72b0fbab3b0435ca4221747836d669de842c')
on conflict (name) do update set checksum = excluded.checksum;

-- `arrived` means delivered or read: a provider accepts messages to numbers that cannot be reached.
create or replace function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'to', n.recipient,
    'type', n.notification_type,
    'episode', n.episode, 'status', n.delivery_status, 'told', n.told, 'critical', n.critical,
    'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at,
    'tryOrder', coalesce(n.try_order, 0),
    'arrived', rules.is_arrival(n.provider_status) and not n.is_test, 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

comment on function bauhaus.ledger_entry is 'LedgerEntry of shared/domain/message.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/ledger_entry',
  'bb40cab09e8ad868868baa00e5695b0362d79e70a45b6eda09801d5b705a1555')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.lock_tasks(trips uuid[]) returns void
language plpgsql as $$
begin
  perform from bauhaus.tasks k where k.trip_id = any (trips) and k.state <> 'done'
    order by k.id for update;
end
$$;

comment on function bauhaus.lock_tasks is
  'Locks the open tasks of trips before several are changed, in the order in which whoever moves '
  'their incident locks them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/lock_tasks',
  'a2dac4d0f7987c4f77d134a9ea4b5bf1bc7b11fefcb16328faa2ffbf66cde098')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.member_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'groups', m.groups, 'sees', m.sees, 'joinedAt', bauhaus.instant(m.joined_at),
    'leftAt', bauhaus.instant(m.left_at))
$$;

comment on function bauhaus.member_json is 'Member of shared/domain/member.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/member_json',
  '01090dec1b62e21860b8d6172cc7e9a28d679e1274be2ec82d2802413f91db77')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it returns no rows.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_knowledge(
      traveller jsonb, query_embedding jsonb, at_most integer
    ) returns table (id uuid, distance double precision)
    language sql stable as $$
      select k.id, k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector
        from bauhaus.knowledge k
       where k.agency_id = bauhaus.current_agency() and k.embedded_text = k.question
         and bauhaus.knowledge_holds_for(k, traveller)
       order by k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector limit at_most
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.nearest_knowledge is
  'Entries that hold for a traveller, nearest first by cosine distance to an embedding.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/nearest_knowledge',
  '6cac6ecee85ceffe0f622710ad8035fff0c549b0e74fe00ed06dd5a4e086515f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.note_change() returns trigger
-- With rights of its own: a callback of the provider reads neither trips nor conversations.
language plpgsql security definer set search_path = '' as $$
declare
  present record;
  subject text;
begin
  if tg_op = 'DELETE' then
    present := old;
  else
    present := new;
  end if;
  case tg_argv[1]
    when 'id' then subject := present.id;
    when 'journey_id' then subject := present.journey_id;
    when 'incident_id' then subject := present.incident_id;
    when 'thread_id' then subject := present.thread_id;
    when 'contact_id' then subject := present.contact_id;
    when 'setting_key' then subject := present.setting_key;
    when 'trip_id' then
      select t.journey_id into subject from bauhaus.trips t where t.id = present.trip_id;
    when 'recipient' then
      insert into bauhaus.changes (agency_id, topic, subject)
      select present.agency_id, 'conversation', h.id::text
        from bauhaus.conversation_threads h
       where h.agency_id = present.agency_id and h.sender = present.sender
         and h.phone = present.recipient
      on conflict do nothing;
      select t.journey_id into subject from bauhaus.trips t where t.id = present.trip_id;
  end case;
  if subject is not null then
    insert into bauhaus.changes (agency_id, topic, subject)
    values (present.agency_id, tg_argv[0], subject)
    on conflict do nothing;
  end if;
  return null;
end
$$;

comment on function bauhaus.note_change is
  'Enters into bauhaus.changes what a row is of, by its topic and the column that names it: in the '
  'transaction that changes it, and once for each, however many of its rows change.';

do $$
declare
  noted record;
begin
  for noted in
    select * from (values
      ('conversation_threads', 'conversation', 'id'),
      ('conversations', 'conversation', 'thread_id'),
      ('contacts', 'contact', 'id'), ('contact_consents', 'contact', 'contact_id'),
      ('documents', 'journey', 'trip_id'), ('groups', 'group', 'id'),
      ('incident_notes', 'incident', 'incident_id'), ('incidents', 'incident', 'id'),
      ('invitations', 'member', 'id'), ('itineraries', 'journey', 'journey_id'),
      ('journeys', 'journey', 'id'), ('members', 'member', 'id'),
      ('stay_plans', 'journey', 'journey_id'), ('tasks', 'task', 'id'),
      ('agencies_settings', 'settings', 'setting_key'), ('trips', 'journey', 'journey_id')
    ) x (name, topic, source)
  loop
    execute format('create or replace trigger note_change
      after insert or update or delete on bauhaus.%I for each row
      execute function bauhaus.note_change(%L, %L)', noted.name, noted.topic, noted.source);
  end loop;
end
$$;

-- A message changes for whoever looks at it when it is entered, and when its fate is known.
create or replace trigger note_message after insert on bauhaus.notifications_log for each row
  when (new.delivery_status <> 'SENDING')
  execute function bauhaus.note_change('journey', 'recipient');
create or replace trigger note_message_state after update on bauhaus.notifications_log for each row
  when (new.delivery_status <> 'SENDING'
    and (new.delivery_status, new.provider_status)
      is distinct from (old.delivery_status, old.provider_status))
  execute function bauhaus.note_change('journey', 'recipient');

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/note_change',
  'd5db2c322a4b5979ac245708a02d1d0f2abdcc79adafcdafcf3eb46db860f4ee')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.notice_candidate(
  c bauhaus.contacts, agency_sender text, trip bauhaus.trips
) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('contactId', c.id, 'revision', c.revision, 'name', c.name,
    'language', c.language, 'hasNumber', c.phone is not null, 'tripId', trip.id,
    'journeyId', trip.journey_id, 'role', trip.role,
    'optedOut', c.phone is not null and bauhaus.is_suppressed(agency_sender, c.phone),
    'consent', bauhaus.consent_of(c.id),
    'lastInboundAt', (select max(h.last_inbound_at) from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.phone = c.phone),
    -- The last word of the provider about the number: it can never get through.
    'isUnreachable', coalesce((select n.delivery_status = 'FAILED'
      from bauhaus.notifications_log n
     where n.agency_id = c.agency_id and n.recipient = c.phone
       and (n.delivery_status = 'FAILED' and n.permanent
         or rules.is_arrival(n.provider_status) and not n.is_test)
     order by n.last_tried_at desc limit 1), false));
end
$$;

comment on function bauhaus.notice_candidate is 'NoticeCandidate of shared/domain/notice.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/notice_candidate',
  '5203907de0e6e7a0663cb7f7ceb892a17be75d09442d4d6ec65783bb6fb82bb2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.notice_json(n bauhaus.notices) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object('id', n.id, 'texts', n.texts, 'target', n.target,
    'previewedBy', n.previewed_by, 'previewedById', n.previewed_by_id,
    'previewedAt', n.previewed_at, 'expiresAt', n.expires_at,
    'confirmedBy', n.confirmed_by, 'confirmedAt', n.confirmed_at,
    'stoppedBy', n.stopped_by, 'stoppedAt', n.stopped_at,
    'usedBefore', (select count(*) from bauhaus.notice_recipients r join bauhaus.notices o
        on o.id = r.notice_id
      where o.agency_id = n.agency_id and o.id <> n.id
        and o.confirmed_at > n.previewed_at - interval '1 day'
        and o.confirmed_at <= n.previewed_at),
    'recipients', (select coalesce(jsonb_agg(jsonb_build_object('contactId', r.contact_id,
        'revision', r.contact_revision, 'language', r.language, 'tripId', r.trip_id,
        'name', c.name, 'status', m.delivery_status, 'providerStatus', m.provider_status,
        'reason', coalesce(m.error_message, m.error_code))
        order by c.name collate "C", r.contact_id), '[]'::jsonb)
      from bauhaus.notice_recipients r
      left join bauhaus.contacts c on c.id = r.contact_id
      left join bauhaus.notifications_log m
        on m.effect_key = r.effect_key and m.agency_id = r.agency_id
     where r.notice_id = n.id));
end
$$;

comment on function bauhaus.notice_json is 'NoticeRow of shared/ports/notices.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/notice_json',
  '7fb27237eba65787b6506b5d93163fbd7e9250a65ba95f271a1d71383828f1ce')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.people_on_flight(
  agency uuid, key text, subjects text[], of_group uuid
)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency_sender text;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = agency;
  return (
    with people as materialized (
      select t as trip, jsonb_build_object(
        'tripId', t.id, 'journeyId', t.journey_id, 'contactId', t.contact_id,
        'name', t.client_name, 'role', t.role, 'passengers', flying.list, 'phone', t.whatsapp,
        'optedOut', t.whatsapp is not null
          and bauhaus.is_suppressed(agency_sender, t.whatsapp),
        'last', case when last.seq is not null then jsonb_build_object(
          'messageId', last.id, 'tripId', last.trip_id, 'type', last.notification_type,
          'status', last.delivery_status, 'providerStatus', last.provider_status,
          'errorCode', last.error_code, 'createdAt', last.created_at, 'sentAt', last.sent_at,
          'departure', last.said -> 'departure', 'phase', last.said -> 'phase') end,
        'dropped', (select jsonb_build_object('type', n.notification_type,
            'reason', n.error_message, 'at', n.created_at)
          from bauhaus.notifications_log n
         where n.trip_id = t.id and n.recipient = t.whatsapp and n.delivery_status = 'DROPPED'
           and n.notification_type = any (subjects) and n.created_at >= since
           and n.seq > coalesce(last.seq, 0)
         order by n.seq desc limit 1),
        'suppressed', (select jsonb_build_object('subject', d.subject, 'rule', d.rule, 'at', d.at)
          from bauhaus.decisions d
         where d.trip_id = t.id and d.decision in ('suppressed', 'held')
           and d.subject = any (subjects) and d.at >= since
         order by d.id desc limit 1),
        -- A failed message is a call once somebody at the agency made it; until then it has failed.
        'call', (select case when k.closed_reason = 'done_by_agency'
              or k.kind = 'call' and k.state <> 'done'
            then jsonb_build_object('state', k.state,
              'message', coalesce(k.facts ->> 'message', k.reason)) end
          from bauhaus.tasks k
         where k.trip_id = t.id and rules.is_told_by_call(k.kind) and k.opened_at >= since
         order by k.opened_at desc, k.id limit 1),
        'tasks', (select coalesce(jsonb_agg(bauhaus.task_row(k) order by k.opened_at, k.kind), '[]')
          from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done')) as person
        from bauhaus.trips t
       cross join lateral (select coalesce(t.rebooked_at, '-infinity') as since) booked
       cross join lateral bauhaus.people_of_trip(t.id) flying
        -- A message of another leg of the contact may tell of this one: a connection's does.
        left join lateral (select n.*, told.said
            from bauhaus.trips l
            join bauhaus.notifications_log n on n.trip_id = l.id
           cross join lateral (select case when l.id = t.id then n.told
              else n.told #> array['legs', t.id::text] end as said) told
           where l.journey_id = t.journey_id and l.contact_id = t.contact_id
             and n.recipient = t.whatsapp and n.delivery_status <> 'DROPPED'
             and n.notification_type = any (subjects) and n.created_at >= since
             and told.said ?| array['departure', 'phase', 'gate', 'boardingFor']
           order by n.seq desc limit 1) last on true
       where t.agency_id = agency and t.flight_key = key and t.status <> 'withdrawn'
         and (of_group is null or exists (select from bauhaus.journeys j
           where j.id = t.journey_id and j.group_id = of_group)))
    select jsonb_build_object(
        'flightKey', key, 'flightNumber', one.flight_number, 'originIata', one.origin_iata,
        'destinationIata', one.destination_iata, 'originZone', one.origin_zone,
        'destinationZone', one.destination_zone, 'departure', one.departure_date,
        'facts', f.facts, 'nextCheckAt', f.next_check_at,
        'people', (select jsonb_agg(p.person
            order by (p.trip).client_name collate "C", (p.trip).id) from people p))
      from (select (p.trip).* from people p
             order by (p.trip).departure_date, (p.trip).id limit 1) one
      left join bauhaus.flights f on f.flight_key = key);
end
$$;

comment on function bauhaus.people_on_flight is
  'The people of an agency on a flight, or those of one of its groups, with what was said last of '
  'the flight; null where there is nobody.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/people_on_flight',
  'f5eedeb088118e38f6919444d0c5d40dc42a9a62af24a365530607d6b2b1ed8f')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.reachability(c bauhaus.contacts) returns jsonb
language plpgsql stable as $$
declare
  agency_sender text;
  arrived jsonb;
  refused jsonb;
begin
  select a.sender into agency_sender from bauhaus.agencies a where a.id = c.agency_id;
  select bauhaus.message_evidence(n) into arrived from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.sent_at is not null
     and rules.is_arrival(n.provider_status) and not n.is_test
   order by n.sent_at desc limit 1;
  select bauhaus.message_evidence(n) into refused
    from bauhaus.notifications_log n
   where n.agency_id = c.agency_id and n.recipient = c.phone and n.delivery_status = 'FAILED'
     and n.permanent
   order by coalesce(n.sent_at, n.last_tried_at) desc limit 1;
  return jsonb_build_object(
    'optedOut', c.phone is not null and bauhaus.is_suppressed(agency_sender, c.phone),
    'address', (select h.address from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.sender = agency_sender and h.phone = c.phone),
    'lastInboundAt', (select max(h.last_inbound_at) from bauhaus.conversation_threads h
      where h.agency_id = c.agency_id and h.phone = c.phone),
    'lastArrived', arrived, 'lastRefused', refused);
end
$$;

comment on function bauhaus.reachability is
  'Reachability of shared/domain/contact.ts: what happened to the messages to the number of now.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/reachability',
  'ec78f10324b417d0202d6eeb0da8f39063d652cd2aac5b4e53a448c35cae7ce6')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.recent_messages(
  agency uuid, traveller_phone text, at_most integer
) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text,
          'at', m.at) order by m.at), '[]'::jsonb)
    from (
      (select c.direction, c.text, c.at
         from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
        where h.agency_id = agency and h.phone = traveller_phone and c.direction = 'in'
          order by c.at desc limit at_most)
      union all
      (select 'out', n.content ->> 'text', n.sent_at
         from bauhaus.notifications_log n
        where n.agency_id = agency and n.recipient = traveller_phone and n.sent_at is not null
          and n.delivery_status = 'SENT' and not rules.is_for_staff(n.notification_type)
        order by n.sent_at desc limit at_most)
      order by 3 desc limit at_most) m);
end
$$;

comment on function bauhaus.recent_messages is
  'The latest messages of both directions between an agency and a phone, oldest first.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/recent_messages',
  'f22fd83a58f9ab3ef5c68eddaf33c6b21d71aa5f56322187af2e26d8780a07c5')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_duty_alert(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  insert into bauhaus.duty_alerts as d (incident_id, member_id, agency_id, number, effect_key,
    phone, asked_at)
  select i.id, m.id, agency, (record ->> 'number')::integer, a.key, a.phone, at
    from jsonb_to_recordset(record -> 'asked') as a("memberId" uuid, key text, phone text)
    join bauhaus.incidents i on i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency
    join bauhaus.members m on m.id = a."memberId" and m.agency_id = agency
  on conflict (incident_id, member_id) do update
     set number = excluded.number, effect_key = excluded.effect_key, phone = excluded.phone,
         asked_at = excluded.asked_at, answered_at = null, answered_by = null;
  update bauhaus.incidents i set alert = record ->> 'alert'
   where i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency and i.state <> 'done';
end
$$;

comment on function bauhaus.record_duty_alert is
  'RecordCommand of kind duty_alert: who was asked to take an incident, and what became of it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_duty_alert',
  '3272da8915bf077a93d59e09507f7d602597de01df6b3629066c3678e0225170')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_duty_calls(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  agency constant uuid := bauhaus.current_agency();
begin
  insert into bauhaus.duty_calls (agency_id, effect_key, incident_id, member_id, called_at)
  select agency, c.key, i.id, m.id, at
    from jsonb_to_recordset(record -> 'calls') as c("memberId" uuid, key text)
    join bauhaus.incidents i on i.id = (record ->> 'incidentId')::uuid and i.agency_id = agency
    join bauhaus.members m on m.id = c."memberId" and m.agency_id = agency
  on conflict do nothing;
end
$$;

comment on function bauhaus.record_duty_calls is
  'RecordCommand of kind duty_calls: who was called to take an incident.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_duty_calls',
  'f350cdfcc00f1ae51f4594b94b9b1d592bc25a7e7e49b6f8e219a83261baf769')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_flight(record jsonb, at timestamptz) returns void
language plpgsql as $$
declare
  key constant text := record ->> 'flightKey';
  facts constant jsonb := nullif(record -> 'facts', 'null'::jsonb);
  new_status constant text := record ->> 'status';
  next_check constant timestamptz := (record ->> 'nextCheckAt')::timestamptz;
  scheduled_out constant timestamptz := (facts ->> 'scheduledDeparture')::timestamptz;
  departure constant timestamptz := (facts ->> 'departure')::timestamptz;
  arrival constant timestamptz := (facts ->> 'arrival')::timestamptz;
  new_gate constant text := facts ->> 'gate';
  new_terminal constant text := facts ->> 'terminal';
  new_fa_flight_id constant text := facts ->> 'faFlightId';
begin
  insert into bauhaus.flights as f (flight_key, flight_number, flight_date, facts, status,
    fa_flight_id, alert_id, next_check_at, raw_data, updated_at)
  values (key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts, new_status,
    new_fa_flight_id, record ->> 'alertId', next_check,
    nullif(record -> 'raw', 'null'::jsonb), at)
  on conflict (flight_key) do update
     set facts = coalesce(excluded.facts, f.facts), status = coalesce(excluded.status, f.status),
         fa_flight_id = coalesce(excluded.fa_flight_id, f.fa_flight_id),
         alert_id = excluded.alert_id, next_check_at = excluded.next_check_at,
         raw_data = coalesce(excluded.raw_data, f.raw_data), updated_at = at;

  if facts is not null and (record ->> 'changed')::boolean then
    insert into bauhaus.flight_status_history (
      flight_key, flight_number, flight_date, status, gate_origin, terminal_origin, baggage_claim,
      scheduled_out, estimated_out, actual_out,
      estimated_in, actual_in, diverted_to, source, recorded_at)
    values (
      key, split_part(key, '/', 1), split_part(key, '/', 3)::date, facts ->> 'phase',
      new_gate, new_terminal, facts ->> 'belt', scheduled_out, departure,
      case when facts ->> 'phase' in ('departed', 'landed') then departure end,
      arrival, (facts ->> 'landedAt')::timestamptz,
      facts #>> '{divertedTo,iata}', facts ->> 'source', at);
  end if;

  -- Copies what is known of the flight to its trips, never over what the agency entered; a null
  -- erases nothing. Most looks find nothing new, and leave the trips unwritten.
  update bauhaus.trips t
     set status = coalesce(new_status, t.status),
         scheduled_departure = coalesce(t.scheduled_departure, scheduled_out),
         estimated_departure = coalesce(departure, t.estimated_departure),
         estimated_arrival = coalesce(arrival, t.estimated_arrival),
         gate = coalesce(new_gate, t.gate),
         terminal = coalesce(new_terminal, t.terminal),
         fa_flight_id = coalesce(new_fa_flight_id, t.fa_flight_id),
         updated_at = at
   where t.flight_key = key and t.status <> 'withdrawn'
     and (t.status, t.scheduled_departure, t.estimated_departure, t.estimated_arrival, t.gate,
       t.terminal, t.fa_flight_id) is distinct from (
         coalesce(new_status, t.status), coalesce(t.scheduled_departure, scheduled_out),
         coalesce(departure, t.estimated_departure), coalesce(arrival, t.estimated_arrival),
         coalesce(new_gate, t.gate), coalesce(new_terminal, t.terminal),
         coalesce(new_fa_flight_id, t.fa_flight_id));
end
$$;

comment on function bauhaus.record_flight is
  'RecordCommand of kind flight: keeps the facts, adds a change to the history, updates the trips '
  'on the flight where something is new.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_flight',
  '86b17ab633a7efdc7d9a2fdeb38ec0a1e2e2480eb6be83213f356ac20fd480e0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.record_incident_urgent(record jsonb, at timestamptz) returns void
language plpgsql as $$
begin
  update bauhaus.incidents i set severity = 'urgent', updated_at = at
   where i.id = (record ->> 'incidentId')::uuid and i.agency_id = bauhaus.current_agency()
     and i.state <> 'done' and i.severity = 'normal' and i.urgent_from <= at;
end
$$;

comment on function bauhaus.record_incident_urgent is
  'RecordCommand of kind incident_urgent: its departure has come so near that it is.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/record_incident_urgent',
  '98d60d5c8e207a60b3648e7a59987fa8e7642f6f5bddd2069df2437496af1656')
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

create or replace function bauhaus.release_message(
  message bauhaus.notifications_log, at timestamptz
) returns bauhaus.notifications_log
language plpgsql as $$
begin
  message.error_message := null;
  if rules.is_written_by_person(message.notification_type)
    and message.created_at > at - rules.held_words_life() then
    return message;
  end if;
  message.delivery_status := 'DROPPED';
  message.next_attempt_at := null;
  message.waits_for_pair := false;
  if rules.is_conversational(message.notification_type) then
    message.error_message := 'overtaken';
    return message;
  end if;
  message.error_message := 'sending_resumed';
  message.fence := message.fence + 1;
  perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
    message.notification_type, 'needs_redecision', false, message.error_code, message.attempts,
    message.event_id, message.correlation_id, at, message.fence);
  return message;
end
$$;

comment on function bauhaus.release_message is
  'A message that a pause held, once it is over: dropped, so that its agent decides again whether '
  'it is still to be said; an answer is overtaken, and the words of a person go, unless they are '
  'old. Returns the row without writing it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/release_message',
  'b7d3c4b146dba65c0ea9104260e44fe10b71d0e3571566c07e804acb055878ff')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.rename_client(
  old_trip bauhaus.trips, new_trip bauhaus.trips, new_call_name text, at timestamptz
) returns void
language plpgsql as $$
begin
  update bauhaus.passengers p
     set name = new_trip.client_name, call_name = coalesce(new_call_name, p.call_name)
    from bauhaus.trip_passengers b
   where b.trip_id = old_trip.id and b.left_at is null and p.id = b.passenger_id
     and p.passenger_key = bauhaus.passenger_key(old_trip.client_name);
  update bauhaus.contacts c
     set name = new_trip.client_name, call_name = coalesce(new_call_name, c.call_name),
       last_void_consent = case when bauhaus.passenger_key(new_trip.client_name)
         = bauhaus.passenger_key(c.name) then c.last_void_consent
         else bauhaus.last_consent(c.id) end,
       revision = c.revision + 1, updated_at = at
   where c.id = new_trip.contact_id
     and bauhaus.passenger_key(c.name) = bauhaus.passenger_key(old_trip.client_name);
end
$$;

comment on function bauhaus.rename_client is
  'Gives the contact of a trip, and the passenger of the same name, the name that was corrected.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/rename_client',
  'a99feca27ed253fb992e30cf82d636a611ca2f0ad92451e680c75bf3f5584c05')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.report_end(span jsonb) returns timestamptz
language sql stable as $$
  select ((span ->> 'to')::date + 1)::timestamp at time zone (span ->> 'zone')
$$;

comment on function bauhaus.report_end is 'When the last day of a report is over in its zone.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/report_end',
  '16a24f0006c28ab195612091930603811b80b3555b965a79ed6bd484291d4fb3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.report_start(span jsonb) returns timestamptz
language sql stable as $$
  select (span ->> 'from')::date::timestamp at time zone (span ->> 'zone')
$$;

comment on function bauhaus.report_start is 'When the first day of a report begins in its zone.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/report_start',
  'a209ff70f3dda54157890f2c22911821a4d23a1d979ebb7aa3fd58a9a319a163')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.request_import_work(
  import bauhaus.imports, at timestamptz
) returns void
language sql as $$
  select bauhaus.emit('ImportWorkRequested', gen_random_uuid(), import.agency_id, null,
    jsonb_build_object('importId', import.id), at)
$$;

comment on function bauhaus.request_import_work is
  'Emits ImportWorkRequested in the transaction that leaves work to be done.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/request_import_work',
  '3080f5ea18f1f1f9a20066a85c1eb73fc7ee11102ac34e775655efb10a601f93')
on conflict (name) do update set checksum = excluded.checksum;

-- The inbox is kept longer than the bus's archive and dead letters together (14 days each), else an
-- event could be taken twice. Decisions and flights stay for complaints. Each age has an index,
-- except where a table holds a day only.
create or replace function bauhaus.retention() returns table (
  place bigint, name text, age_column text, age interval, condition text, at_most integer
)
language sql immutable set search_path = '' as $$
  select row_number() over (), * from (values
    ('inbox', 'taken_at', interval '35 days', 'true', 10000),
    ('outbox', 'published_at', interval '7 days', 'true', 5000),
    ('timers', 'updated_at', interval '70 days', 'due is null', 5000),
    ('decisions', 'at', interval '400 days', 'true', 10000),
    ('audit_log', 'at', interval '1100 days', 'true', 5000),
    ('flight_status_history', 'recorded_at', interval '400 days', 'true', 10000),
    ('flight_snapshots', 'made_at', interval '1 day', 'true', 5000),
    ('followed_flights', 'since', interval '2 days', 'true', 5000),
    ('erasures', 'erased_at', interval '400 days', 'true', 1000),
    ('forgotten_messages', 'forgotten_at', interval '400 days', 'true', 5000),
    ('incidents', 'closed_at', interval '400 days', 'state = ''done''', 5000),
    ('changes', 'at', interval '0 days', 'x.at < now() - interval ''3 days''', 10000),
    ('webhook_deliveries', 'created_at', interval '30 days', 'state <> ''pending''', 5000),
    ('push_subscriptions', 'confirmed_at', interval '400 days', 'true', 5000),
    ('monthly_reports', 'settled_at', interval '400 days', 'true', 1000),
    ('imports', 'inserted_at', interval '14 days', 'true', 100),
    ('sessions', 'expires_at', interval '30 days', 'true', 5000),
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  '4f134b1e0ed62b076de7ab0b4611b2f473ef3e5bb43c55e7afa41f0224d266c4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.sent_word_json(
  n bauhaus.notifications_log, conversation uuid
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', n.id, 'direction', 'out', 'type', n.notification_type,
    'template', n.template_name,
    'author', (select c.author from bauhaus.conversations c
      where rules.is_written_by_person(n.notification_type) and c.thread_id = conversation
        and c.direction = 'out'
        and n.effect_key = concat(conversation, ':', n.notification_type, ':1:', c.id)),
    'text', n.content ->> 'text', 'at', coalesce(n.sent_at, n.created_at),
    'delivery', jsonb_build_object('status', n.delivery_status,
      'providerStatus', n.provider_status, 'errorCode', n.error_code),
    'media', case when n.content ? 'mediaUrl'
      then jsonb_build_array(
        jsonb_build_object('contentType', null, 'url', n.content ->> 'mediaUrl'))
      else '[]' end)
$$;

comment on function bauhaus.sent_word_json is
  'ConversationMessageRow of a message to a traveller, in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/sent_word_json',
  'b32a02502cf9be06952b7e141005ad9e5d8364a9b524679c5e59a493feab63bd')
on conflict (name) do update set checksum = excluded.checksum;

-- Without the extension vector it does nothing.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as '';
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.set_knowledge_embedding(entry uuid, new_embedding jsonb)
    returns void language sql as $$
      update bauhaus.knowledge k
         set embedding = (new_embedding::text)::%1$s.vector, embedded_text = k.question
       where k.id = entry;
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.set_knowledge_embedding is
  'Stores the embedding of an entry’s question and that it was made of it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/set_knowledge_embedding',
  'b498d86f5fac66994c2ce7de31ffc68a0597fa61f69d76f8df67f34eb3db0153')
on conflict (name) do update set checksum = excluded.checksum;

-- `under_way` is a variable since a constant would let Postgres choose the partial index of
-- everything that is under way instead of the key.
create or replace function bauhaus.settle_one(settlement jsonb) returns bauhaus.notifications_log
language plpgsql as $$
declare
  message bauhaus.notifications_log;
  outcome constant text := settlement ->> 'kind';
  at constant timestamptz := (settlement ->> 'at')::timestamptz;
  next_attempt constant timestamptz := coalesce(settlement ->> 'retryAt',
    settlement ->> 'reconcileAt')::timestamptz;
  waits_again constant boolean := outcome in ('retry', 'deferred');
  was_assumed_delivered boolean := false;
  under_way constant text[] := '{SENDING,UNKNOWN}';
begin
  if waits_again or outcome = 'failed' then
    select l.assumed_delivered into was_assumed_delivered from bauhaus.notifications_log l
      where l.id = (settlement ->> 'id')::uuid;
  end if;
  update bauhaus.notifications_log
     set delivery_status = case
           when assumed_delivered and waits_again then 'DROPPED'
           when outcome = 'sent' then 'SENT'
           when outcome = 'failed' and is_test then 'DROPPED'
           when outcome = 'failed' then 'FAILED'
           when outcome in ('unknown', 'still-unknown') then 'UNKNOWN'
           else 'PENDING' end,
         provider_id = coalesce(settlement ->> 'providerId', provider_id),
         provider_status = case outcome when 'sent' then coalesce(provider_status, 'accepted')
           else provider_status end,
         sent_at = case outcome when 'sent' then at else sent_at end,
         attempts = attempts + case when outcome in ('retry', 'failed') then 1 else 0 end,
         empty_lists = case outcome when 'still-unknown' then empty_lists + 1 when 'retry' then 0
           when 'failed' then 0 else empty_lists end,
         permanent = outcome = 'failed' and not is_test and (settlement ->> 'permanent')::boolean,
         error_code = case when outcome = 'sent'
           then null else coalesce(settlement ->> 'code', error_code) end,
         due_at = case when outcome in ('retry', 'replace')
           then coalesce(next_attempt, at) else due_at end,
         error_message = case when assumed_delivered and waits_again then 'needs_redecision'
           when outcome = 'failed' and is_test then 'test_failed' else error_message end,
         assumed_delivered = assumed_delivered and outcome in ('unknown', 'still-unknown'),
         next_attempt_at = case when assumed_delivered and waits_again
             or outcome in ('sent', 'failed')
           then null else coalesce(next_attempt, at) end,
         content = case outcome when 'replace' then settlement -> 'content' else content end,
         template_name = case outcome when 'replace' then settlement #>> '{content,template}'
           else template_name end,
         lease_until = null, updated_at = at
   where id = (settlement ->> 'id')::uuid and fence = (settlement ->> 'fence')::integer
     and delivery_status = any (under_way)
  returning * into message;
  perform bauhaus.record_attempt(settlement);
  if message.id is null then
    -- A status callback came first, or another worker has claimed the message since.
    select * into message from bauhaus.notifications_log where id = (settlement ->> 'id')::uuid
      and fence = (settlement ->> 'fence')::integer;
    return message;
  end if;
  if message.error_message = 'test_failed' then
    return message;
  end if;
  if was_assumed_delivered then
    perform bauhaus.drop_dependent_messages(message.trip_id, at);
  end if;
  if message.delivery_status = 'DROPPED' then
    -- Announced for each try, even one that counted no failure, so by fence and not by attempts.
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type, 'needs_redecision', false, message.error_code,
      message.attempts, message.event_id, message.correlation_id, at, message.fence);
  end if;
  if (settlement ->> 'announce')::boolean then
    perform bauhaus.announce_failure(message.id, message.agency_id, message.trip_id,
      message.notification_type,
      case outcome when 'retry' then 'retrying' when 'deferred' then 'retrying'
        when 'failed' then 'failed' else 'unknown' end,
      message.permanent, message.error_code, message.attempts, message.event_id,
      message.correlation_id, at);
  end if;
  return message;
end
$$;

comment on function bauhaus.settle_one is
  'Settlement of one claimed effect; nothing is written where the fence is old. A deferred message '
  'is PENDING again without counting a failure and keeps its place in the order. With `announce` '
  'it emits MessageFailed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/settle_one',
  '9f024e3578aaeb7395a62ada10c82804ebbc11d4881466bb8659b1cf138a3aeb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.staff_json(m bauhaus.members) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'role', m.role,
    'phone', m.phone, 'consentedAt', bauhaus.instant(m.phone_consented_at),
    'languages', m.languages)
$$;

comment on function bauhaus.staff_json is 'StaffMember of shared/domain/staff.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/staff_json',
  '0b601df94e7d104cddbcb270523983d926742073c90e9d8acab3ef7fe49696f2')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.suppression_reason(
  message bauhaus.notifications_log, at timestamptz
) returns text
language plpgsql stable as $$
begin
  return (select case
    when message.expires_at <= at then 'expired'
    when not rules.is_sent_after_withdrawal(message.notification_type)
         and (select t.status from bauhaus.trips t where t.id = message.trip_id) = 'withdrawn'
           then 'trip_withdrawn'
    -- Of unknown fate when the number was corrected, and not sent: decided again for today's.
    when not rules.is_conversational(message.notification_type)
         and exists (select from bauhaus.trips t
                      where t.id = message.trip_id
                        and t.whatsapp is distinct from message.recipient)
           then 'number_corrected'
    when not message.even_if_opted_out and bauhaus.is_suppressed(message.sender, message.recipient)
      then 'opted_out'
    when message.notification_type = 'agency_notice'
         and exists (select from bauhaus.notice_recipients r
                       join bauhaus.notices s on s.id = r.notice_id
                      where r.effect_key = message.effect_key
                        and r.agency_id = message.agency_id and s.stopped_at is not null)
           then 'stopped'
    -- A person at the agency has the conversation, so the concierge must not answer.
    when rules.is_held_by_takeover(message.notification_type)
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = message.agency_id and h.sender = message.sender
                        and h.phone = message.recipient and h.taken_over_until > at)
           then 'taken_over'
    when message.notification_type = 'duty_alert'
         and not exists (select from bauhaus.duty_alerts d
                           join bauhaus.incidents i on i.id = d.incident_id
                          where d.agency_id = message.agency_id
                            and d.effect_key = message.effect_key and i.state = 'open')
      or message.notification_type = 'duty_call'
         and not exists (select from bauhaus.duty_calls c
                           join bauhaus.incidents i on i.id = c.incident_id
                          where c.agency_id = message.agency_id
                            and c.effect_key = message.effect_key and i.state = 'open')
           then 'incident_taken'
  end);
end
$$;

comment on function bauhaus.suppression_reason is
  'Why a waiting message must not be sent any more; null where it may be.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/suppression_reason',
  '59400d1a34da927f7b7ede563431a0696820a99d98aa1566400c3e8148deef61')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.switch_webhook_off(
  webhook uuid, because text, at timestamptz
) returns void
language plpgsql as $$
declare
  endpoint bauhaus.webhook_endpoints;
begin
  update bauhaus.webhook_endpoints e set off_since = at, off_because = because
   where e.id = webhook and e.agency_id = bauhaus.current_agency() and e.off_since is null
   returning * into endpoint;
  if not found then
    return;
  end if;
  update bauhaus.webhook_deliveries d
     set state = 'dropped', next_attempt_at = null, lease_until = null
   where d.endpoint_id = webhook and d.state = 'pending';
  if because <> 'owner' then
    insert into bauhaus.tasks (agency_id, trip_id, kind, severity, reason, facts, opened_at,
      updated_at)
    values (endpoint.agency_id, null, 'webhook_off', 'normal', because,
      jsonb_build_object('webhookId', endpoint.id, 'name', endpoint.name,
        'failingSince', bauhaus.instant(endpoint.failing_since)), at, at);
  end if;
end
$$;

comment on function bauhaus.switch_webhook_off is
  'Ends what goes to an endpoint, what waits too; of all but its owner''s own wish a task tells.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/switch_webhook_off',
  '0d24acbbd987e7a507b99be8154e7e240415cfd2f4cf2016c2f1e94faf44608e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.take_over(
  conversation uuid, by_whom text, until_when timestamptz, at timestamptz
) returns bauhaus.conversation_threads
language plpgsql as $$
declare
  thread bauhaus.conversation_threads;
  held jsonb;
begin
  select * into thread from bauhaus.conversation_threads x where x.id = conversation for update;
  held := bauhaus.held_by_another(thread, by_whom, at);
  if held is not null then
    perform bauhaus.audit(thread.agency_id, 'conversation_threads.steal', 'conversation_threads',
      thread.id::text, jsonb_build_object('taken_over_by',
        jsonb_build_object('before', thread.taken_over_by, 'after', by_whom)));
  end if;
  update bauhaus.conversation_threads x
     set taken_over_at = case when x.taken_over_until > at and held is null
           then x.taken_over_at else at end,
         taken_over_until = until_when, taken_over_by = by_whom
   where x.id = conversation returning * into thread;
  update bauhaus.tasks k set state = 'claimed', claimed_by = by_whom, claimed_at = at,
    updated_at = at
   where k.agency_id = thread.agency_id and k.kind = 'handoff'
     and (k.state = 'open' or k.state = 'claimed' and held is not null)
     and k.facts ->> 'conversationId' = conversation::text;
  return thread;
end
$$;

comment on function bauhaus.take_over is
  'Gives a conversation to a person until an instant and claims its open handoff; whoever else has '
  'it loses it, and the handoff with it, which is audited as a theft.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/take_over',
  'b7e9c65ad774120ee39b7bb80d30b2f846cccfd9f913c9399f07820395f8a5af')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.task_incident() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform bauhaus.join_incident(new);
  elsif new.incident_id is not null and (old.state, old.severity) <> (new.state, new.severity) then
    perform bauhaus.refresh_incident(new.incident_id, new.updated_at, new.closed_reason);
  end if;
  return null;
end
$$;

comment on function bauhaus.task_incident is
  'Every task belongs to an incident, from the transaction that opens it, whoever opens it.';

create or replace trigger task_incident after insert or update on bauhaus.tasks
  for each row execute function bauhaus.task_incident();

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/task_incident',
  '182eaf509fb7a26a5c39d57af7fc3b2185259a842057d0e7ca2e7483e7210b62')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.task_row(k bauhaus.tasks) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', k.id, 'tripId', k.trip_id, 'kind', k.kind, 'severity', k.severity,
    'state', k.state, 'reason', k.reason,
    'facts', k.facts, 'openedAt', k.opened_at, 'updatedAt', k.updated_at,
    'closedReason', k.closed_reason, 'attempts', k.attempts)
$$;

comment on function bauhaus.task_row is 'TaskRow of shared/ports/trip-desk.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/task_row',
  '7507aa1711886a2664814b1cb81b56c8b9a6eae4ca25a093ee58e8d4e28826fb')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.test_phone(phones jsonb, recipient text) returns text
language sql immutable as $$
  select case when jsonb_array_length(phones) > 0
      and not phones @> jsonb_build_array(jsonb_build_object('phone', recipient))
    then phones -> (abs(hashtextextended(bauhaus.number_token(recipient), 0)
      % jsonb_array_length(phones)))::integer ->> 'phone' end
$$;

comment on function bauhaus.test_phone is
  'The phone of the staff that gets what is for a number, always the same one of several; null '
  'where it is one of them.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/test_phone',
  '4953b4f9b73e261eeee65b7daf6fdb16d0aeaa339e91b625bc79a0cb66932da4')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_context(trip uuid) returns jsonb
language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(trip);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id),
        '[]'::jsonb)
        from bauhaus.documents d where d.trip_id = trip),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid,
      core #>> '{trip,whatsapp}', rules.recent_messages_limit()),
    'stays', (select bauhaus.stays_json(j) from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid),
    'journeyMetadata', (select j.metadata from bauhaus.journeys j
      where j.id = (core #>> '{trip,journeyId}')::uuid));
end
$$;

comment on function bauhaus.trip_context is
  'CompleteTripContext: trip_core with documents, latest messages, stays, what the journey says.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_context',
  'b41de72e2a28c3dbbde38013f47bbc62b96163789ebb4807a516df5881309aa9')
on conflict (name) do update set checksum = excluded.checksum;

drop function if exists
  bauhaus.trip_core(uuid);
create or replace function bauhaus.trip_core(trip uuid, with_messages boolean default true)
returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t), 'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
      from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n where with_messages and n.trip_id = t.id),
    'consent', bauhaus.consent_of(t.contact_id),
    'optedOut', r.since is not null,
    -- Opted out by telling another agency: the agency's own record is missing, different or older.
    'optedOutElsewhere', r.since is not null and not exists (
       select from bauhaus.suppressions s
        where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp
          and s.opted_out and s.changed_at = r.since),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c
      where c.agency_id = t.agency_id and c.phone = t.whatsapp),
    'tasks', (
      select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind,
            'state', case when i.state = 'claimed' then i.state else k.state end,
            'facts', k.facts) order by k.opened_at), '[]'::jsonb)
      from bauhaus.tasks k left join bauhaus.incidents i on i.id = k.incident_id
     where k.trip_id = t.id and k.state <> 'done'),
    'callsMade', (
      select coalesce(jsonb_agg(jsonb_build_object('openedAt', k.opened_at, 'closedAt', k.closed_at)
          order by k.closed_at), '[]'::jsonb)
      from bauhaus.tasks k where k.trip_id = t.id and k.kind = 'call' and k.closed_by is not null),
    'brakes', bauhaus.brakes_of(t.agency_id, array[t.journey_id], array[t.contact_id]),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure',
        coalesce(l.estimated_departure, l.scheduled_departure, l.departure_date))
      from bauhaus.trips l
      where l.contact_id = t.contact_id and l.departure_date > t.departure_date
        and l.status <> 'withdrawn'
        and (l.journey_id = t.journey_id or bauhaus.have_common_passenger(l.id, t.id))
      order by l.departure_date limit 1),
    'journey', bauhaus.journey_of_trip(t),
    'confirmations', (
      select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
        from bauhaus.trips l
        join bauhaus.notifications_log n on n.trip_id = l.id
         and (n.notification_type = 'reservation_confirmation' or n.told ? 'legs')
       where with_messages and l.journey_id = t.journey_id and l.contact_id = t.contact_id
         and l.id <> t.id),
    'group', case when t.role = 'guide' then bauhaus.group_on_flight(t) end)
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
    cross join lateral (select bauhaus.opted_out_since(a.sender, t.whatsapp) as since) r
   where t.id = trip);
end
$$;

comment on function bauhaus.trip_core is
  'TripContext: what a turn about a trip is decided on; null where the agency has no such trip. '
  'Without its messages it is what a replay makes them of.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_core',
  '45c4a5f74fa82ff086d65276f1aa9a9e4e7996dab07834f443124c615e8fa8d8')
on conflict (name) do update set checksum = excluded.checksum;

-- In plpgsql, which keeps the plan: it is asked for each trip of every journey and turn.
create or replace function bauhaus.trip_json(t bauhaus.trips) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name,
    'whatsapp', t.whatsapp, 'language', t.language, 'flightNumber', t.flight_number,
    'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key,
    'status', t.status, 'scheduledDeparture', t.scheduled_departure,
    'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id,
    'nextCheckAt', case when t.status <> 'withdrawn' then (
      select f.next_check_at from bauhaus.flights f where f.flight_key = t.flight_key) end,
    'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description,
    'metadata', t.metadata, 'consent', t.consent, 'insertedAt', t.inserted_at,
    'journeyId', t.journey_id, 'legId', t.leg_id, 'contactId', t.contact_id, 'role', t.role)
  || (select jsonb_build_object(
      'callName', c.call_name, 'reference', people.first_reference, 'passengers', people.list)
    from bauhaus.contacts c, bauhaus.people_of_trip(t.id) people where c.id = t.contact_id);
end
$$;

comment on function bauhaus.trip_json is 'Trip of shared/domain/trip.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_json',
  '98744f91aef54a1bba268d6d53df3ce7417ba124ab45b924605d43e6d40ac92a')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_on_another_flight(trip bauhaus.trips) returns bauhaus.trips
language plpgsql immutable as $$
begin
  trip.status := 'booked';
  trip.scheduled_departure := null;
  trip.estimated_departure := null;
  trip.estimated_arrival := null;
  trip.gate := null;
  trip.terminal := null;
  trip.fa_flight_id := null;
  return trip;
end
$$;

comment on function bauhaus.trip_on_another_flight is
  'A trip of whose flight nothing is known yet; nothing is written.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_on_another_flight',
  '48841c2edd1b0eaaffc665113ca2800bc3ae5e3115acc011b7335e25f1156146')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.webhook_delivery_json(
  d bauhaus.webhook_deliveries
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', d.id, 'eventId', d.event_id, 'type', d.type, 'state', d.state,
    'createdAt', bauhaus.instant(d.created_at), 'nextTryAt', bauhaus.instant(d.next_attempt_at),
    'tries', d.attempts)
$$;

comment on function bauhaus.webhook_delivery_json is 'StoredDelivery of shared/domain/webhook.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/webhook_delivery_json',
  '3131d723a5c0763900ada0e48e6753678615e1be6ab148e08f7445433d4f51b3')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.webhook_json(e bauhaus.webhook_endpoints) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', e.id, 'name', e.name, 'url', e.url, 'types', to_jsonb(e.types),
    'createdAt', bauhaus.instant(e.inserted_at), 'offSince', bauhaus.instant(e.off_since),
    'offBecause', e.off_because, 'failingSince', bauhaus.instant(e.failing_since),
    'lastDeliveredAt', bauhaus.instant(e.last_delivered_at),
    'formerSecretUntil', bauhaus.instant(e.former_until))
$$;

comment on function bauhaus.webhook_json is 'StoredWebhook of shared/domain/webhook.ts.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/webhook_json',
  'dbd1f95b65700a6e4f8787e79b53ea43718fa18ab04d16da6ee8c7eb19febb63')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.withdraw_trip(
  trip bauhaus.trips, notify boolean, at timestamptz
) returns bauhaus.trips
language plpgsql as $$
begin
  update bauhaus.trips x set status = 'withdrawn', updated_at = at
    where x.id = trip.id returning * into trip;
  update bauhaus.trip_passengers b set left_at = at
    where b.trip_id = trip.id and b.left_at is null;
  perform bauhaus.lock_tasks(array[trip.id]);
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at,
    closed_reason = 'trip_withdrawn' where k.trip_id = trip.id and k.state <> 'done';
  perform bauhaus.emit('TripCancelled', bauhaus.uuid_v5(format('["TripCancelled","%s"]', trip.id)),
    trip.agency_id, trip.id, jsonb_build_object('flightKey', trip.flight_key, 'notify', notify,
      'journeyId', trip.journey_id), at);
  return trip;
end
$$;

comment on function bauhaus.withdraw_trip is
  'Withdraws a trip: closes its tasks, sets its passengers free, emits TripCancelled.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/withdraw_trip',
  '525260f6d5fbb589490b0b3d3a9323a09b054990af1dd1a75e73757cbe7071d9')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.word_json(c bauhaus.conversations) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', c.id, 'direction', c.direction, 'type', null, 'template', null,
    'author', c.author, 'text', c.text, 'at', c.at, 'delivery', null,
    'media', (select coalesce(jsonb_agg(jsonb_build_object('contentType', m.media -> 'contentType',
        'url', null) order by m.place), '[]')
      from jsonb_array_elements(c.media) with ordinality m (media, place)))
$$;

comment on function bauhaus.word_json is
  'ConversationMessageRow of what a traveller wrote, or of a note of the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/word_json',
  'c8287a18ec7cd28c15fac26c9cc2d4734a83981bf8c1c2850e7e2499935274b5')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.failures_of_an_ailing_endpoint() returns integer
language sql immutable parallel safe as $$
  select 5
$$;

comment on function rules.failures_of_an_ailing_endpoint is
  'After so many failures in a row an endpoint gets one delivery at a time.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/failures_of_an_ailing_endpoint',
  'b87544560b529ea7850d77d5c7881479dbd48b0d8e8660eef48ec1a13c39819f')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.held_words_life() returns interval
language sql immutable parallel safe as $$
  select interval '3600 seconds'
$$;

comment on function rules.held_words_life is
  'Words of a person that a pause held are sent after it within this time.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/held_words_life',
  '4039fb9e1efb788d7a20d006c5a8c8c8074b4a63e8e305d777a3ef9b8f209cdb')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.incident_kind(task_kind text) returns text
language sql immutable parallel safe as $$
  select case task_kind
    when 'cancelled' then 'flight'
    when 'diverted' then 'flight'
    when 'moved_earlier' then 'flight'
    when 'long_delay' then 'flight'
    when 'not_found' then 'flight'
    when 'found_elsewhere' then 'flight'
    when 'critical_unsent' then 'flight'
    when 'call' then 'flight'
    when 'unreachable' then 'journey'
    when 'opted_out' then 'journey'
    when 'missing_document' then 'journey'
    when 'itinerary_failed' then 'journey'
    when 'connection_at_risk' then 'journey'
    when 'connection_missed' then 'journey'
    when 'handoff' then 'conversation'
    when 'template_unusable' then 'agency'
    when 'webhook_off' then 'agency'
    end
$$;

comment on function rules.incident_kind is
  'What the tasks of a kind are about.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/incident_kind',
  'ff196354a10b2f2bdf40e3af600f62295f4f8a710274659293a9241c9b2afa98')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_braked(message_type text, state text) returns boolean
language sql immutable parallel safe as $$
  select state <> 'live'
    and message_type not in ('duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
    and not (state = 'shadow'
    and message_type in ('agency_reply', 'agency_notice'))
$$;

comment on function rules.is_braked is
  'Whether a state of sending holds for such a message.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_braked',
  'bbb710468c21f192d9899b099a41b823119389ae1a4b8cfaf091e81419a0f455')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'reply_beside_person',
    'agency_reply', 'agency_notice', 'test_message',
    'duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_conversational',
  '5173177374dbab307dd6ad180d1feceadfc26a20594a16893a53747f485c780d')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_for_staff(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('duty_alert', 'duty_digest', 'duty_answer',
    'duty_call')
$$;

comment on function rules.is_for_staff is
  'Whether such a message is for somebody of the agency, and in no conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_for_staff',
  'baa0dffcaf29ba8fb76c52a47f7e0e42a0344b3017bea427f239d00a5d086e2c')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_told_by_call(task_kind text) returns boolean
language sql immutable parallel safe as $$
  select coalesce(task_kind in ('call', 'critical_unsent'), false)
$$;

comment on function rules.is_told_by_call is
  'Whether who does a task of this kind told its traveller by telephone.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_told_by_call',
  '2c4387dcc6c41507a198c08afa01cffcfe752937b0b0b1149123417fa78c265f')
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

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_written_by_person(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('agency_reply', 'agency_notice')
$$;

comment on function rules.is_written_by_person is
  'Whether such a message holds the words of a person of the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_written_by_person',
  '945871937557bb67ed4a6eeaad61807075431b1c814eda53446963bd0a3eba4d')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.people_step(people integer) returns integer
language sql immutable parallel safe as $$
  select width_bucket(people, array[5, 10, 20, 40, 80, 160, 320])
$$;

comment on function rules.people_step is
  'How many are many more: an incident is worse where it comes to a higher step.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/people_step',
  '8b0193ea775c2dd7198b34f6728ba29e41de486eaf0ff873e887feff90e8f0ff')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.sending_rank(state text) returns integer
language sql immutable parallel safe as $$
  select case state
    when 'live' then 0
    when 'test' then 1
    when 'shadow' then 2
    when 'paused' then 3
    else 0 end
$$;

comment on function rules.sending_rank is
  'How strict a state of sending is: the strictest decides.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/sending_rank',
  '641f8f6183cba3e989bf36f2336e54a4daef48bed1b89327ff4a694628d8bee1')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.urgent_before() returns interval
language sql immutable parallel safe as $$
  select interval '10800 seconds'
$$;

comment on function rules.urgent_before is
  'So long before its departure an incident with people unreached is urgent.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/urgent_before',
  '4b7651e59de64dd091eafcf6ece856a1e66a4ada2e51a65b1fd21d013c168414')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhook_lease() returns interval
language sql immutable parallel safe as $$
  select interval '60 seconds'
$$;

comment on function rules.webhook_lease is
  'So long a delivery that a worker has claimed is left to it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/webhook_lease',
  'f7afa4bfaf246bce2b8d67a5982ccbe92e535facd84f4ae5444479e14bbeea88')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhook_patience() returns interval
language sql immutable parallel safe as $$
  select interval '259200 seconds'
$$;

comment on function rules.webhook_patience is
  'So long an endpoint may fail before it is switched off.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/webhook_patience',
  '704b5313e55e44f6c032a0fbf8d3181964573bf1b18767b940b21e52ae29f78f')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.webhooks_at_once() returns integer
language sql immutable parallel safe as $$
  select 10
$$;

comment on function rules.webhooks_at_once is
  'How many deliveries one endpoint gets at a time.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/webhooks_at_once',
  '2714d3fe4716db67313041aac50eb19839b88996804be80a77a94556eb761150')
on conflict (name) do update set checksum = excluded.checksum;

-- On every table an agency's token sees that agency's rows only; `system` sees all rows of the
-- tables and columns that grants.sql gives it.

do $$
declare
  -- The text of bauhaus.current_agency() in each policy: a call would cost more at every statement.
  -- As json, which is scanned for one member, where jsonb would be built whole.
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'agency_id')::uuid)
  $own$;
  name text;
begin
  foreach name in array array[
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_places', 'audit_log',
    'incident_notes', 'incidents', 'invitations', 'members', 'message_attempts', 'sessions',
    'changes',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'duty_alerts', 'duty_calls', 'duty_rosters', 'erasures', 'files_to_remove',
    'followed_flights', 'forgotten_messages',
    'groups', 'imported_journeys', 'imports', 'inbox',
    'itineraries', 'journeys', 'knowledge', 'legs', 'model_spend',
    'notice_recipients', 'notices',
    'notifications_log', 'outbox', 'passengers', 'place_embedding_texts', 'place_gaps',
    'monthly_reports', 'push_subscriptions', 'quarantine', 'stay_plans', 'suppressions', 'tasks',
    'timers',
    'trip_passengers', 'trips', 'webhook_deliveries', 'webhook_endpoints']
  loop
    execute format('create policy of_the_agency on bauhaus.%1$I to agent
      using (agency_id = %2$s) with check (agency_id = %2$s)', name, own);
  end loop;

  execute format('create policy of_the_agency on bauhaus.agencies to agent using (id = %s)', own);
  -- The bucket of a sender belongs to no agency, since several may write from it.
  execute format('create policy of_the_agency on bauhaus.rate_limits to agent
    using (agency_id is null or agency_id = %1$s)
    with check (agency_id is null or agency_id = %1$s)', own);

  foreach name in array array[
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_places', 'changes',
    'circuit_breakers',
    'conversation_threads', 'conversations', 'decisions', 'documents',
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'followed_flights',
    'forgotten_messages',
    'imports', 'inbox', 'incidents', 'invitations', 'itineraries', 'journeys', 'members',
    'monthly_reports', 'notifications_log', 'outbox', 'push_subscriptions', 'quarantine',
    'rate_limits', 'sessions',
    'suppressions', 'tasks', 'timers', 'trips', 'webhook_deliveries']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;

  foreach name in array array[
    'agencies', 'conversation_threads', 'duty_alerts', 'notifications_log', 'tasks']
  loop
    execute format('create policy of_the_router on bauhaus.%I for select to router
      using (true)', name);
  end loop;
end
$$;

create policy of_the_operator on bauhaus.agencies to operator using (true) with check (true);
-- The operator's brake is over all; only the operator sets it.
create policy of_the_agency on bauhaus.sending_brakes to agent
  using (agency_id = (select bauhaus.current_agency()))
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_everybody on bauhaus.sending_brakes for select to agent using (agency_id is null);
create policy of_the_operator on bauhaus.sending_brakes to operator
  using (agency_id is null) with check (agency_id is null);
create policy of_the_operator on bauhaus.operator_sessions to operator
  using (true) with check (true);
create policy of_the_router on bauhaus.agency_questions to router using (true) with check (true);
create policy of_the_system on bauhaus.audit_log to system using (true);
create policy of_the_operator on bauhaus.audit_log for insert to operator with check (true);
create policy of_the_operator on bauhaus.agency_api_keys to operator using (true) with check (true);
create policy of_the_operator on bauhaus.notifications_log to operator
  using (true) with check (true);

-- `system` sees the actors of flights only: the state of others may hold text of a traveller.
create policy of_the_system on bauhaus.actors to system
  using (agency_id is null) with check (agency_id is null);

-- What holds for all agencies; its owner writes it.
create policy of_everybody on bauhaus.platform_ceilings for select to agent, system using (true);

-- Wrapped keys: an agency's own, and the platform's key of tokens, which `system` makes.
create policy of_the_agency on bauhaus.data_keys for select to agent
  using (agency_id is null or agency_id = (select bauhaus.current_agency()));
create policy made_by_the_agency on bauhaus.data_keys for insert to agent
  with check (agency_id = (select bauhaus.current_agency()));
create policy of_the_system on bauhaus.data_keys to system
  using (agency_id is null) with check (agency_id is null);

-- An agency sees the flights of its own trips.
create policy of_the_agency on bauhaus.flights for select to agent
  using (exists (select from bauhaus.trips t where t.flight_key = flights.flight_key));
create policy of_the_agency on bauhaus.flight_status_history for select to agent
  using (exists (
    select from bauhaus.trips t where t.flight_key = flight_status_history.flight_key));

-- A member who sees their own reads what they keep: journeys, what is of these, who travels on them
-- and what is said with them; incidents about those, and what was given to them.
do $$
declare
  own constant text := $own$
    (select (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'keeper')::uuid)
  $own$;
  kept record;
begin
  for kept in
    select * from (values
      ('journeys', format('keeper_id = %s', own)),
      ('incidents', format('owner_id = %s or bauhaus.is_own(kind, subject)', own)),
      ('imports', format('actor ->> ''id'' = %s::text', own)),
      ('notices', format('previewed_by_id = %s::text', own)),
      ('trips', 'bauhaus.is_own(''journey'', journey_id::text)'),
      ('contacts', 'bauhaus.is_own(''person'', id::text)'),
      ('conversation_threads', 'bauhaus.is_own(''phone'', phone)'),
      ('tasks', format('bauhaus.is_own(''trip'', trip_id::text) or incident_id in (
        select i.id from bauhaus.incidents i where i.owner_id = %s)', own)),
      ('documents', 'bauhaus.is_own(''trip'', trip_id::text)'),
      ('notifications_log',
        'bauhaus.is_own(''trip'', trip_id::text) or bauhaus.is_own(''phone'', recipient)'),
      ('changes', 'bauhaus.is_own(topic, subject)'),
      ('sending_brakes',
        'scope not in (''journey'', ''contact'') or bauhaus.is_own(scope, subject)')
    ) x (name, rule)
  loop
    execute format('create policy of_the_keeper on bauhaus.%I as restrictive for select to keeper
      using (%s)', kept.name, kept.rule);
  end loop;
end
$$;

-- Row-level security binds the owner of the tables too, and functions with its rights. An owner
-- that is an ordinary role needs a policy then: it migrates, and runs the queue of one machine.
do $$
declare
  is_ordinary constant boolean := (select not (r.rolsuper or r.rolbypassrls)
    from pg_catalog.pg_roles r where r.rolname = current_user);
  name text;
begin
  for name in
    select c.relname from pg_catalog.pg_class c
     where c.relnamespace = 'bauhaus'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('alter table bauhaus.%I force row level security', name);
    -- Migrations drop the policies of the database that they were written on, which lacks this one.
    execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
    if is_ordinary then
      execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
      execute format('create policy of_the_owner on bauhaus.%I to %I
        using (true) with check (true)', name, current_user);
    end if;
  end loop;
end
$$;

-- In production files are in Supabase Storage: an agency's token reaches only its own folder of the
-- bucket.
do $$
begin
  if to_regclass('storage.objects') is null then
    return;
  end if;
  insert into storage.buckets (id, name, public, file_size_limit)
  values ('documents', 'documents', false, 16777216)
  on conflict (id) do nothing;
  grant usage on schema storage to agent;
  grant select, insert, update, delete on storage.objects to agent;
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
  '72c5490997a44961abbb94d9ca7cfd7ca560c8f441c498b84e80c2e9010f1dab')
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
grant select (id, agency_id, user_id, name, role, groups, sees, joined_at, left_at)
  on bauhaus.members
  to system;
grant select (agency_id, token_hash) on bauhaus.invitations to system;
grant select, insert, update, delete on bauhaus.sessions to system;
grant select, insert, update, delete on bauhaus.operator_sessions to operator;

-- Who is on duty, and who was asked what.
grant select, insert, update on bauhaus.duty_rosters, bauhaus.duty_alerts to agent;
grant delete on bauhaus.duty_alerts to agent;
grant select, insert, update on bauhaus.duty_calls to agent;
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
  api.get_incident, api.list_flights, api.list_incidents, api.move_incident, api.people_of_group,
  bauhaus.incident_core, bauhaus.incident_json, bauhaus.incidents_counts, bauhaus.incidents_json,
  bauhaus.people_on_flight
  to agent;
grant execute on function
  api.begin_import, api.claim_import, api.create_import, api.finish_import, api.get_import,
  api.get_import_table, api.import_context, api.import_work, api.list_imported_journeys,
  api.list_imports, api.read_import_again, api.release_import, api.save_import_reading,
  api.replay_material, api.settle_imported_journey, api.was_said, bauhaus.forget_imports,
  bauhaus.import_json, bauhaus.request_import_work
  to agent;
grant execute on function
  api.explain_contact, api.is_own, api.list_changes, bauhaus.acting_member, bauhaus.is_of_groups,
  bauhaus.is_own
  to agent;
grant execute on function bauhaus.note_change to agent, system, operator, router;
grant execute on function
  bauhaus.incident_subject, bauhaus.join_incident, bauhaus.refresh_incident,
  bauhaus.task_incident
  to agent, system;
grant execute on function bauhaus.announce_incident to agent, system;
grant execute on function
  api.answer_call, api.get_duty, api.put_duty, api.put_reach, bauhaus.answer_alert,
  bauhaus.claim_alert, bauhaus.duty_day, bauhaus.duty_incident_json, bauhaus.record_duty_alert,
  bauhaus.record_duty_calls, bauhaus.record_incident_urgent, bauhaus.staff_json
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
  api.mark_published, api.monthly_reports_due, api.operations_report,
  api.operations_state, api.overdue,
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
  api.platform_brake, api.put_platform_brake, bauhaus.brake_json, bauhaus.brake_lock,
  api.authenticate_operator_session, api.end_operator_session, api.start_operator_session
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
  '8612b079e3cd87ca33329f16f985d8594b07bc02f54f38bf09909be21c3eeb6a')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
