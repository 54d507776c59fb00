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
      metadata, idempotency_key, booked_as, inserted_at, updated_at)
    values ((request ->> 'id')::uuid, agency, request ->> 'reference', request ->> 'title',
      request ->> 'owner', bauhaus.group_for(agency, request ->> 'group', at),
      request ->> 'notes', request -> 'metadata', request ->> 'idempotencyKey',
      request ->> 'bookedAs', at, at)
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
    select agency, t.id, (request #>> array['passengers', n.value, 'id'])::uuid,
        bauhaus.booking_identity(t.contact ->> 'phone', t.contact ->> 'name', array(
            select request #>> array['passengers', m, 'name']
              from jsonb_array_elements_text(t.contact -> 'passengers') m),
          t.leg ->> 'flightNumber', t.leg ->> 'flightKey'), at
      from bauhaus.trips_of_request(request) t,
        jsonb_array_elements_text(t.contact -> 'passengers') with ordinality n
     order by t.id, n.ordinality;
  exception when unique_violation then
    -- A concurrent transaction booked some of it, which is visible now.
    earlier := bauhaus.earlier_journey(request);
    if earlier is null then
      raise exception 'a journey changed while it was booked' using errcode = '40001';
    end if;
    return earlier;
  end;
  perform bauhaus.emit_trip_booked(
      t, case when (request ->> 'notify')::boolean then '{}' else '{"notify": false}' end::jsonb,
      at)
    from bauhaus.trips t where t.journey_id = journey.id;
  perform bauhaus.emit_journey_booked(journey.id, agency, at);
  return jsonb_build_object('kind', 'booked', 'journey', bauhaus.journey_json(journey));
end
$$;

comment on function api.book_journey is
  'JourneyDesk.bookJourney: each leg for each contact, whole or not at all.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/book_journey',
  '4642e142de12635f96eb29c3d9353a6819d221a6a85608b93677be5509fb874b')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.journey_messages(journey uuid, filter jsonb) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  created_before constant timestamptz := (filter #>> '{before,createdAt}')::timestamptz;
  id_before constant uuid := (filter #>> '{before,id}')::uuid;
begin
  if not exists (select from bauhaus.journeys j where j.id = journey and j.agency_id = agency) then
    return null;
  end if;
  return (select coalesce(jsonb_agg(bauhaus.message_row(p.n) || jsonb_build_object(
        'firstTriedAt', (p.n).first_tried_at, 'lastTriedAt', (p.n).last_tried_at,
        'contactId', (p.t).contact_id, 'contactName', (p.t).client_name, 'role', (p.t).role,
        'legId', (p.t).leg_id, 'flightKey', (p.t).flight_key,
        'flightNumber', (p.t).flight_number, 'originZone', (p.t).origin_zone)
        order by (p.n).created_at desc, (p.n).id desc), '[]'::jsonb)
    from (select n, t
            from bauhaus.trips t join bauhaus.notifications_log n on n.trip_id = t.id
           where t.journey_id = journey and t.agency_id = agency
             and (created_before is null or (n.created_at, n.id) < (created_before, id_before))
           order by n.created_at desc, n.id desc limit (filter ->> 'limit')::integer) p);
end
$$;

comment on function api.journey_messages is
  'ReadingDesk.journeyMessages, newest first; null where the agency has no such journey.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/journey_messages',
  'aebc631d0838cedc5f494e9c5cd09ca56dbee40457f433560c53bffb5c5f4933')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.people_on_flight(key text, subjects text[]) returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
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
        'call', (select jsonb_build_object('state', k.state, 'message', k.facts ->> 'message')
          from bauhaus.tasks k where k.trip_id = t.id and k.kind = 'call' and k.opened_at >= since
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
       where t.agency_id = agency and t.flight_key = key and t.status <> 'withdrawn')
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

comment on function api.people_on_flight is
  'ReadingDesk.peopleOnFlight: the people of the agency with what was said last of the flight; '
  'null where it has nobody on it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/people_on_flight',
  'd606ab105363c10568c3ee20e4c9aa02ff1ae7dec889e35f1771bb5fbd2767df')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function api.request_test_message(request jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  contact bauhaus.contacts;
  agency_sender text;
  conversation uuid;
  at constant timestamptz := (request ->> 'now')::timestamptz;
begin
  select * into contact from bauhaus.contacts c
   where c.id = (request ->> 'contactId')::uuid for update;
  if not found then
    return jsonb_build_object('kind', 'not-found');
  end if;
  if contact.phone is null then
    return jsonb_build_object('kind', 'no-number');
  end if;
  select a.sender into strict agency_sender from bauhaus.agencies a
   where a.id = contact.agency_id;
  if bauhaus.is_suppressed(agency_sender, contact.phone) then
    return jsonb_build_object('kind', 'opted-out');
  end if;
  if contact.tested_at > (request ->> 'notAfter')::timestamptz then
    return jsonb_build_object('kind', 'too-soon', 'testedAt', contact.tested_at);
  end if;
  update bauhaus.contacts c set tested_at = at where c.id = contact.id;
  insert into bauhaus.conversation_threads (id, agency_id, sender, phone, inserted_at)
  values (bauhaus.uuid_v5(format('["conversation","%s","%s","%s"]', contact.agency_id,
      agency_sender, contact.phone)), contact.agency_id, agency_sender, contact.phone, at)
  on conflict do nothing;
  select h.id into strict conversation from bauhaus.conversation_threads h
   where h.agency_id = contact.agency_id and h.sender = agency_sender and h.phone = contact.phone;
  perform bauhaus.emit('TestMessageRequested', (request ->> 'eventId')::uuid, contact.agency_id,
    null, jsonb_build_object('conversationId', conversation, 'language', contact.language), at);
  return jsonb_build_object('kind', 'requested');
end
$$;

comment on function api.request_test_message is
  'ContactDesk.requestTest: emits TestMessageRequested, once in a while for each contact.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/request_test_message',
  '5767d85d75fd433fc77a1cb527b59fea5083495976d7b878083f3bdc2dbca30e')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.change_contact(
  old_contact bauhaus.contacts, contact bauhaus.contacts, notify boolean, at timestamptz
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
      revision = c.revision + 1, updated_at = at
   where c.id = contact.id;
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
      trip_fields := bauhaus.changed_fields(old_trip, trip);
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
  'trips, and emits TripChanged for each that changes. Answers what the caller is to announce of '
  'each journey. Raises unique_violation where the number is another contact’s.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/change_contact',
  '75aa6f7069f9b7ad1332db1668fe216af6a565e02e8e363d2932146c34015a91')
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
           revision = c.revision + 1, updated_at = at
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
  '213837df838c989cb6900e16974e57e8d505c730498326fd2e6cd795b71fd99c')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.earlier_journey(request jsonb) returns jsonb
language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  journey bauhaus.journeys;
  earlier jsonb;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'key-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  if request ->> 'reference' is not null then
    select * into journey from bauhaus.journeys j
     where j.agency_id = agency and j.reference = request ->> 'reference'
       and j.withdrawn_at is null;
    if found then
      return jsonb_build_object(
        'kind', case when journey.booked_as = request ->> 'bookedAs' then 'same'
          else 'reference-differs' end,
        'journey', bauhaus.journey_json(journey));
    end if;
  end if;
  -- One look by index for each contact and leg: a join would read all contacts of the agency.
  select jsonb_build_object('kind', 'duplicate', 'tripId', x.id,
      'leg', t.nth_leg - 1, 'contact', t.nth_contact - 1)
    into earlier
    from bauhaus.trips_of_request(request) t
    cross join lateral (
      select y.id from bauhaus.trips y
       where y.contact_id = (
           select c.id from bauhaus.contacts c
            where c.agency_id = agency and c.phone = t.contact ->> 'phone')
         and y.flight_number = t.leg ->> 'flightNumber'
         and y.local_departure_date = split_part(t.leg ->> 'flightKey', '/', 3)
         and y.status <> 'withdrawn' and not y.is_kept_apart
       limit 1) x
   order by t.nth_leg, t.nth_contact
   limit 1;
  return earlier;
end
$$;

comment on function bauhaus.earlier_journey is
  'The BookJourneyResult of an earlier booking that prevents this one; null where there is none.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/earlier_journey',
  '9a09f2d2e1403e121e17103f32faabf931f5e10f13360e7704919e874265625d')
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
     and rules.is_arrival(n.provider_status)
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
  '95095ea7fbd40ade206f22c92c97f6169899d039109c810fdadeacea5980ac9c')
on conflict (name) do update set checksum = excluded.checksum;

-- Made by `npm run db:rules` from shared/domain.
create or replace function rules.is_conversational(message_type text) returns boolean
language sql immutable parallel safe as $$
  select message_type in ('opt_out_ack', 'opt_out_question', 'opt_out_notice',
    'opt_in_ack', 'reply', 'agency_reply',
    'test_message')
$$;

comment on function rules.is_conversational is
  'Whether such a message answers what was said in a conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/rules/is_conversational',
  '2439375f6aae18ec8b8e5f6668b3a853c7e7611e74ef6721e42035ac9c533d29')
on conflict (name) do update set checksum = excluded.checksum;

-- Functions run with the rights of the caller, so these grants and policies.sql are all that a
-- request may do. `anon` and `authenticated` get nothing.

revoke all on all tables in schema bauhaus from public, agent, system;
revoke all on all sequences in schema bauhaus from public, agent, system;
revoke all on all functions in schema api, bauhaus, rules from public, agent, system;

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
  bauhaus.decisions, bauhaus.documents, bauhaus.flight_status_history, bauhaus.flights,
  bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.legs,
  bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers, bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks,
  bauhaus.timers, bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.groups, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressed_recipients, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant delete on
  bauhaus.agency_places, bauhaus.inbox, bauhaus.legs, bauhaus.place_embedding_texts
  to agent;
grant usage on sequence bauhaus.tries to agent;

-- `system` reads no name, phone or text of a message: those columns are not listed.
grant select on
  bauhaus.agencies_settings, bauhaus.agency_api_keys, bauhaus.circuit_breakers, bauhaus.decisions,
  bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.flights, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
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
  next_check_at, inserted_at, rebooked_at, journey_id) on bauhaus.trips to system;
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
  waits_for_pair, next_attempt_at, sent_at, permanent, error_code, error_message, updated_at)
  on bauhaus.notifications_log to system;
grant update (state, closed_at, closed_reason, updated_at) on bauhaus.tasks to system;
grant update (status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, updated_at) on bauhaus.trips to system;
grant delete on
  bauhaus.decisions, bauhaus.flight_snapshots, bauhaus.flight_status_history, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.commit_turn, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.book_journey,
  api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact, api.edit_journey,
  api.edit_leg, api.edit_passenger, api.edit_trip, api.get_complete_trip_context, api.get_contact,
  api.get_conversation, api.get_group, api.get_journey, api.get_place, api.get_settings,
  api.get_trip, api.give_conversation_back, api.has_places, api.journey_messages,
  api.journey_stays, api.leave_trip, api.list_contacts, api.list_conversations, api.list_groups,
  api.list_journeys, api.list_places, api.list_tasks, api.list_trips, api.model_budget,
  api.move_passenger, api.nearest_departure, api.people_on_flight, api.place_gaps,
  api.places_without_embedding, api.put_place_embeddings, api.put_setting, api.put_stay_plan,
  api.receive_inbound, api.record_model_call, api.remove_place, api.replace_place,
  api.request_itinerary, api.request_test_message, api.search_places, api.settle_effects,
  api.stay_itineraries, api.take_over_conversation, api.trip_documents, api.trip_messages,
  api.trip_timeline, api.update_task, api.waiting_effects, api.withdraw_journey,
  api.withdraw_leg, api.write_group, api.write_to_traveller
  to agent;
grant execute on function
  api.agencies_of_sender, api.agency_of_trip, api.authenticate_key, api.circuit_breakers,
  api.delivery_report, api.delivery_reports, api.effect_agencies, api.mark_published,
  api.operations_report, api.overdue,
  api.purge_expired, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_flight_snapshot, api.take_unpublished
  to system;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.booking_conflict, bauhaus.booking_identity, bauhaus.change_contact, bauhaus.change_trip,
  bauhaus.changed_fields, bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for,
  bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant,
  bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
  bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.ledger_entry,
  bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs, bauhaus.lock_journey_of_trip,
  bauhaus.message_evidence, bauhaus.message_row, bauhaus.messages_per_minute,
  bauhaus.next_rate_slot, bauhaus.own_passengers, bauhaus.passenger_key, bauhaus.people_of_trip,
  bauhaus.reachability, bauhaus.recent_messages, bauhaus.recipient_key, bauhaus.record_flight,
  bauhaus.record_suppression, bauhaus.rename_client, bauhaus.reserve_slot, bauhaus.settings_of,
  bauhaus.settle_one, bauhaus.suppression_reason, bauhaus.task_row, bauhaus.timer_json,
  bauhaus.trip_context, bauhaus.trip_core, bauhaus.trip_identity, bauhaus.trip_in_the_way,
  bauhaus.trip_json, bauhaus.trip_of_contact, bauhaus.trip_on_another_flight,
  bauhaus.trip_with_changes, bauhaus.trips_of_request, bauhaus.uuid_v5, bauhaus.withdraw_trip
  to agent, system;
grant execute on function
  bauhaus.conversation_json, bauhaus.document_entry, bauhaus.document_json, bauhaus.file_document,
  bauhaus.has_vectors, bauhaus.nearest_places, bauhaus.place_is_at, bauhaus.place_json,
  bauhaus.record_document, bauhaus.record_itinerary, bauhaus.record_place_gap,
  bauhaus.set_embedding, bauhaus.stay_plan_json, bauhaus.stays_json, bauhaus.flight_beside,
  bauhaus.take_over
  to agent;
grant execute on function
  bauhaus.breaker_row
  to system;

insert into supabase_migrations.repeatables (name, checksum)
values ('grants',
  '0c4b3c4e2a1d83430daae7c8d57137514fb695b049b61802c3276e74f10970e3')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
