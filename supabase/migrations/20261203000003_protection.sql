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
drop policy if exists of_the_agency on bauhaus.agency_members;
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
drop policy if exists of_the_system on bauhaus.agency_members;
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
  update bauhaus.tasks k
     set facts = '{}', claimed_by = null, closed_by = null, updated_at = at,
         closed_at = case when k.state = 'done' then k.closed_at else at end,
         closed_reason = case when k.state = 'done' then k.closed_reason else 'forgotten' end,
         state = 'done'
   where k.trip_id = any (ids);
  get diagnostics task_count = row_count;
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
  'f822f081ce217679f5070bbc73df5ea47245e42c04087e79d90176257331f0c4')
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
    ('rate_limits', 'tat', interval '1 day', 'critical_tat < $1', 5000),
    ('quarantine', 'at', interval '180 days', 'true', 1000),
    ('flights', 'flight_date', interval '400 days', 'true', 5000)) r
$$;

comment on function bauhaus.retention is
  'How long rows are kept, table by table in the order of purging, and the most that one call '
  'removes: what takes well under a second.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/retention',
  'ee65c09a4ae4f16c62916f913250b3ca43f6fde26cfa63f8e06799d954e692ef')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.trip_core(trip uuid) returns jsonb
language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t), 'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb)
      from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb)
      from bauhaus.notifications_log n where n.trip_id = t.id),
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
      select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state,
            'facts', k.facts) order by k.opened_at), '[]'::jsonb)
      from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
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
       where l.journey_id = t.journey_id and l.contact_id = t.contact_id and l.id <> t.id),
    'group', case when t.role = 'guide' then bauhaus.group_on_flight(t) end)
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
    cross join lateral (select bauhaus.opted_out_since(a.sender, t.whatsapp) as since) r
   where t.id = trip);
end
$$;

comment on function bauhaus.trip_core is
  'TripContext: what a turn about a trip is decided on; null where the agency has no such trip.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/trip_core',
  '50746d39136bc5b83f89c1fa1262fc4f2f48fa9cd4eecd50ee4dca317b282365')
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
    'actors', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'audit_log', 'message_attempts',
    'contact_consents', 'contacts', 'conversation_threads', 'conversations', 'decisions',
    'documents', 'erasures', 'files_to_remove', 'followed_flights', 'forgotten_messages',
    'groups', 'inbox',
    'itineraries', 'journeys', 'legs', 'model_spend',
    'notifications_log', 'outbox', 'passengers', 'place_embedding_texts', 'place_gaps',
    'quarantine', 'stay_plans', 'suppressions', 'tasks', 'timers', 'trip_passengers', 'trips']
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
    'agencies', 'agencies_settings', 'agency_api_keys', 'agency_members', 'agency_places',
    'circuit_breakers', 'conversation_threads', 'conversations', 'decisions', 'documents',
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'followed_flights',
    'forgotten_messages', 'inbox', 'itineraries', 'journeys',
    'notifications_log', 'outbox', 'quarantine', 'rate_limits', 'suppressions', 'tasks', 'timers',
    'trips']
  loop
    execute format('create policy of_the_system on bauhaus.%I to system
      using (true) with check (true)', name);
  end loop;
end
$$;

create policy of_the_operator on bauhaus.agencies to operator using (true) with check (true);
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
    -- A migration was written where the owner needs none, and does not drop it.
    execute format('drop policy if exists of_the_owner on bauhaus.%I', name);
    if is_ordinary then
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
  '254fed639de497708e14e36109db9c7d5104da8474ea7c3d1561bcf77b384206')
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
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.platform_ceilings, bauhaus.quarantine,
  bauhaus.rate_limits, bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.followed_flights,
  bauhaus.forgotten_messages, bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys,
  bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers,
  bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.itineraries, bauhaus.journeys, bauhaus.legs, bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the agency of a trip, and not what was said of consent: it is what was believed then.
grant update (revision, journey_id, leg_id, contact_id, role, client_name, whatsapp, language,
  flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
  flight_key, status, scheduled_departure, estimated_departure, estimated_arrival, gate, terminal,
  fa_flight_id, next_check_at, stay, return_date, client_description, metadata, is_kept_apart,
  updated_at, rebooked_at, forgotten_at) on bauhaus.trips
  to agent;
-- Consents and texts of conversations go with their contact and thread only.
grant delete on
  bauhaus.actors, bauhaus.agency_places, bauhaus.contacts, bauhaus.conversation_threads,
  bauhaus.conversations, bauhaus.documents, bauhaus.files_to_remove, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.legs, bauhaus.place_embedding_texts,
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
grant select (id, name, sender, suspended_at, suspended_because) on bauhaus.agencies to system;
grant update (last_used_at) on bauhaus.agency_api_keys to system;
grant select (id, agency_id, trip_id, notification_type, critical, delivery_status, provider_id,
  former_provider_ids, provider_status, attempts, lease_until, waits_for_pair, due_at,
  next_attempt_at, last_tried_at, sent_at, permanent, error_code, event_id, correlation_id,
  created_at) on bauhaus.notifications_log to system;
grant select (id, trip_id, kind, state) on bauhaus.tasks to system;
grant select (id, agency_id, flight_key, departure_date, status, origin_zone, destination_zone,
  scheduled_departure, estimated_departure, estimated_arrival, gate, terminal, fa_flight_id,
  next_check_at, inserted_at, rebooked_at, journey_id, forgotten_at) on bauhaus.trips to system;
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
  bauhaus.decisions, bauhaus.erasures, bauhaus.flight_snapshots, bauhaus.flight_status_history,
  bauhaus.flights, bauhaus.followed_flights, bauhaus.forgotten_messages, bauhaus.inbox,
  bauhaus.outbox, bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
  to system;

-- Nobody changes or removes what was entered, but for the retention.
grant select, insert on bauhaus.audit_log, bauhaus.message_attempts to agent;
grant insert on bauhaus.message_attempts to system;
grant insert on bauhaus.audit_log to operator;
grant select, delete on bauhaus.audit_log to system;

-- Words that belong to no agency yet, which the system must not read either.
grant select, insert, update, delete on bauhaus.agency_questions to router;

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
  api.add_document, api.add_places, api.add_to_journey, api.approve_itinerary, api.begin_upload,
  api.book_journey, api.book_trip, api.cancel_trip, api.claim_effects, api.edit_contact,
  api.edit_journey, api.edit_leg, api.edit_passenger, api.edit_trip, api.erase_contact,
  api.export_contact, api.files_removed, api.files_to_remove, api.get_complete_trip_context,
  api.get_contact, api.get_conversation, api.get_group, api.get_journey, api.get_place,
  api.get_settings, api.get_trip, api.give_conversation_back, api.has_places, api.hold_storage,
  api.inbound_claim, api.journey_messages, api.journey_stays, api.leave_trip, api.list_audit,
  api.list_contacts, api.list_conversations, api.list_groups, api.list_journeys, api.list_places,
  api.list_tasks, api.list_trips, api.model_budget, api.move_passenger, api.people_on_flight,
  api.place_gaps, api.places_without_embedding, api.platform_ceilings, api.purge_agency,
  api.put_place_embeddings, api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act,
  api.record_model_call, api.remove_document, api.remove_place, api.replace_place,
  api.request_itinerary, api.request_test_message, api.search_places, api.settle_effects,
  api.stay_itineraries, api.take_over_conversation, api.trip_documents, api.trip_messages,
  api.trip_timeline, api.update_task, api.waiting_effects, api.withdraw_journey, api.withdraw_leg,
  api.write_group, api.write_to_traveller
  to agent;
grant execute on function
  api.agencies_of_sender, api.agency_ids, api.agency_of_trip, api.authenticate_key,
  api.circuit_breakers, api.delivery_report, api.delivery_reports, api.effect_agencies,
  api.mark_published, api.operations_report, api.overdue, api.purge_expired,
  api.purge_flight_answers, api.put_flight_snapshot, api.receive_alert, api.swap_circuit_breaker,
  api.take_far_timers, api.take_flight_snapshot, api.take_unpublished
  to system;
grant execute on function
  api.add_api_key, api.change_agency, api.create_agency, api.list_agencies, api.revoke_api_key,
  api.rotate_api_key
  to operator;

grant execute on function
  api.agency_question, api.answer_which_agency, api.ask_which_agency, bauhaus.instant
  to router;

-- Helpers are reachable through `api` only, since their schema is not exposed.
grant execute on function
  bauhaus.agency_json, bauhaus.announce_failure, bauhaus.apply_task, bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.ceiling, bauhaus.change_contact, bauhaus.change_trip,
  bauhaus.changed_fields, bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer,
  bauhaus.claim_waiting, bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.consent_of,
  bauhaus.contact_for, bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.count_new_flight, bauhaus.count_new_trips, bauhaus.current_agency,
  bauhaus.defer_behind_other_agency, bauhaus.departs_from, bauhaus.departs_to,
  bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.follow_flights, bauhaus.group_for,
  bauhaus.group_json, bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.hold_ceiling,
  bauhaus.insert_trip, bauhaus.instant, bauhaus.is_same_person, bauhaus.is_suppressed,
  bauhaus.last_consent, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
  bauhaus.journey_for, bauhaus.journey_json, bauhaus.journey_of_trip, bauhaus.keep_what_was_sent,
  bauhaus.ledger_entry, bauhaus.leg_for, bauhaus.leg_json, bauhaus.live_legs,
  bauhaus.lock_journey_of_trip, bauhaus.message_evidence, bauhaus.message_row,
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
  bauhaus.conversation_json, bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_threads,
  bauhaus.forget_trips, bauhaus.has_vectors, bauhaus.nearest_places, bauhaus.person_token,
  bauhaus.phones_of_contact, bauhaus.place_is_at, bauhaus.place_json, bauhaus.record_document,
  bauhaus.record_itinerary, bauhaus.record_place_gap, bauhaus.set_embedding,
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
  '59dd516741d73417268296c899e24558767e1c7621803487d49beb5bb59de351')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
