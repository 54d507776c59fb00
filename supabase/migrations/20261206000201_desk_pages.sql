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
drop policy if exists of_everybody on bauhaus.sending_brakes;
drop policy if exists of_the_agency on bauhaus.actors;
drop policy if exists of_the_agency on bauhaus.agencies;
drop policy if exists of_the_agency on bauhaus.agencies_settings;
drop policy if exists of_the_agency on bauhaus.agency_api_keys;
drop policy if exists of_the_agency on bauhaus.agency_places;
drop policy if exists of_the_agency on bauhaus.audit_log;
drop policy if exists of_the_agency on bauhaus.changes;
drop policy if exists of_the_agency on bauhaus.contact_consents;
drop policy if exists of_the_agency on bauhaus.contacts;
drop policy if exists of_the_agency on bauhaus.conversation_threads;
drop policy if exists of_the_agency on bauhaus.conversations;
drop policy if exists of_the_agency on bauhaus.data_keys;
drop policy if exists of_the_agency on bauhaus.decisions;
drop policy if exists of_the_agency on bauhaus.documents;
drop policy if exists of_the_agency on bauhaus.duty_alerts;
drop policy if exists of_the_agency on bauhaus.duty_rosters;
drop policy if exists of_the_agency on bauhaus.erasures;
drop policy if exists of_the_agency on bauhaus.files_to_remove;
drop policy if exists of_the_agency on bauhaus.flight_status_history;
drop policy if exists of_the_agency on bauhaus.flights;
drop policy if exists of_the_agency on bauhaus.followed_flights;
drop policy if exists of_the_agency on bauhaus.forgotten_messages;
drop policy if exists of_the_agency on bauhaus.groups;
drop policy if exists of_the_agency on bauhaus.imported_journeys;
drop policy if exists of_the_agency on bauhaus.imports;
drop policy if exists of_the_agency on bauhaus.inbox;
drop policy if exists of_the_agency on bauhaus.incident_notes;
drop policy if exists of_the_agency on bauhaus.incidents;
drop policy if exists of_the_agency on bauhaus.invitations;
drop policy if exists of_the_agency on bauhaus.itineraries;
drop policy if exists of_the_agency on bauhaus.journeys;
drop policy if exists of_the_agency on bauhaus.knowledge;
drop policy if exists of_the_agency on bauhaus.legs;
drop policy if exists of_the_agency on bauhaus.members;
drop policy if exists of_the_agency on bauhaus.message_attempts;
drop policy if exists of_the_agency on bauhaus.model_spend;
drop policy if exists of_the_agency on bauhaus.monthly_reports;
drop policy if exists of_the_agency on bauhaus.notice_recipients;
drop policy if exists of_the_agency on bauhaus.notices;
drop policy if exists of_the_agency on bauhaus.notifications_log;
drop policy if exists of_the_agency on bauhaus.outbox;
drop policy if exists of_the_agency on bauhaus.passengers;
drop policy if exists of_the_agency on bauhaus.place_embedding_texts;
drop policy if exists of_the_agency on bauhaus.place_gaps;
drop policy if exists of_the_agency on bauhaus.push_subscriptions;
drop policy if exists of_the_agency on bauhaus.quarantine;
drop policy if exists of_the_agency on bauhaus.rate_limits;
drop policy if exists of_the_agency on bauhaus.sending_brakes;
drop policy if exists of_the_agency on bauhaus.sessions;
drop policy if exists of_the_agency on bauhaus.stay_plans;
drop policy if exists of_the_agency on bauhaus.suppressions;
drop policy if exists of_the_agency on bauhaus.tasks;
drop policy if exists of_the_agency on bauhaus.timers;
drop policy if exists of_the_agency on bauhaus.trip_passengers;
drop policy if exists of_the_agency on bauhaus.trips;
drop policy if exists of_the_agency on bauhaus.webhook_deliveries;
drop policy if exists of_the_agency on bauhaus.webhook_endpoints;
drop policy if exists of_the_operator on bauhaus.agencies;
drop policy if exists of_the_operator on bauhaus.agency_api_keys;
drop policy if exists of_the_operator on bauhaus.audit_log;
drop policy if exists of_the_operator on bauhaus.notifications_log;
drop policy if exists of_the_operator on bauhaus.sending_brakes;
drop policy if exists of_the_router on bauhaus.agencies;
drop policy if exists of_the_router on bauhaus.agency_questions;
drop policy if exists of_the_router on bauhaus.conversation_threads;
drop policy if exists of_the_router on bauhaus.duty_alerts;
drop policy if exists of_the_router on bauhaus.notifications_log;
drop policy if exists of_the_router on bauhaus.tasks;
drop policy if exists of_the_system on bauhaus.actors;
drop policy if exists of_the_system on bauhaus.agencies;
drop policy if exists of_the_system on bauhaus.agencies_settings;
drop policy if exists of_the_system on bauhaus.agency_api_keys;
drop policy if exists of_the_system on bauhaus.agency_places;
drop policy if exists of_the_system on bauhaus.audit_log;
drop policy if exists of_the_system on bauhaus.changes;
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
drop policy if exists of_the_system on bauhaus.followed_flights;
drop policy if exists of_the_system on bauhaus.forgotten_messages;
drop policy if exists of_the_system on bauhaus.imports;
drop policy if exists of_the_system on bauhaus.inbox;
drop policy if exists of_the_system on bauhaus.incidents;
drop policy if exists of_the_system on bauhaus.invitations;
drop policy if exists of_the_system on bauhaus.itineraries;
drop policy if exists of_the_system on bauhaus.journeys;
drop policy if exists of_the_system on bauhaus.members;
drop policy if exists of_the_system on bauhaus.monthly_reports;
drop policy if exists of_the_system on bauhaus.notifications_log;
drop policy if exists of_the_system on bauhaus.outbox;
drop policy if exists of_the_system on bauhaus.push_subscriptions;
drop policy if exists of_the_system on bauhaus.quarantine;
drop policy if exists of_the_system on bauhaus.rate_limits;
drop policy if exists of_the_system on bauhaus.sessions;
drop policy if exists of_the_system on bauhaus.suppressions;
drop policy if exists of_the_system on bauhaus.tasks;
drop policy if exists of_the_system on bauhaus.timers;
drop policy if exists of_the_system on bauhaus.trips;
drop policy if exists of_the_system on bauhaus.webhook_deliveries;
drop function if exists
  bauhaus.incident_about(bauhaus.incidents);
delete from supabase_migrations.repeatables where name = 'functions/bauhaus/incident_about';

drop function if exists
  bauhaus.incident_counts(uuid);
delete from supabase_migrations.repeatables where name = 'functions/bauhaus/incident_counts';

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
      answer -> 'takeoverUntil', at);
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
  '04d271994ff54fec4badf2703ad51afe38510d1998aaadea49f080cae5a9d2eb')
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
      and c.agency_id = agency and act in ('claim', 'resolve')
    for update of c;
  task_ids := array(select k.id from bauhaus.tasks k
    where k.incident_id = move_incident.incident_id and k.agency_id = agency and k.state <> 'done'
      and act in ('claim', 'resolve') order by k.id for update);
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
      perform api.update_task(k.id, 'claimed', array['open'], move #>> '{to,name}', at,
          (move ->> 'takeoverUntil')::timestamptz, null)
        from bauhaus.tasks k
       where k.id = any (task_ids) and k.state = 'open' and act = 'claim';
    when 'release' then
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
  'audit. Resolving closes the tasks beneath.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/move_incident',
  'ef0f9157e6e284e2c3c423f191168f5b5817b9fb752b7adb54e6aaa5c720d3c3')
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
      message -> 'takeoverUntil', at);
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
  '35b8f1a96f70a6e6d62a49e3b67dda39588a0e6ad5655851468582bbf846336d')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.claim_alert(
  incident uuid, member uuid, member_name text, request uuid, takeover_until jsonb, at timestamptz
) returns text
language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-bauhaus-act',
    jsonb_build_object('at', bauhaus.instant(at), 'requestId', request,
      'actor', jsonb_build_object('kind', 'member', 'id', member, 'name', member_name))
      ::text)::text, true);
  return case api.move_incident(incident, jsonb_build_object('act', 'claim', 'now', at,
      'takeoverUntil', takeover_until,
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
  'f7e0184f61bbb66a77da2e7cd2746ff33a641171579466d7a3a24f9d6bdbbae4')
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

create or replace function bauhaus.incident_json(i bauhaus.incidents) returns jsonb
language sql stable as $$
  select bauhaus.incidents_json(array[i.id]) -> 0
$$;

comment on function bauhaus.incident_json is 'One of bauhaus.incidents_json.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incident_json',
  '0fd8faedcb6564cc964d44838cd6116883a97038aa37f80a821050ffdc51cfde')
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
           bool_or(k.kind = 'call' and k.closed_reason = 'done_by_agency') as is_called
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
  '7db4d2437953825d505ba57d1c6633e3e8c111b275fcb550e0defcdcdf66ec95')
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
  'de2e2303364d43ce11c5af37f5370f905a6af2c6c4f98bc2a8c37a5f238b6525')
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
  'ff5d4721c8e8db2a16f9dda10fafce918e2cc617e153490f7529a3449c2c57c8')
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
