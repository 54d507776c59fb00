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
           bool_or(k.kind in ('call', 'unreachable') and k.state <> 'done') as is_to_call,
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
  'b85787d40ee9983a870d4b6133ffaae5d6b1561bf69010eb9a5e8b50d92c9961')
on conflict (name) do update set checksum = excluded.checksum;

-- In PL/pgSQL, which keeps the plan: to make it takes longer than to read a page of incidents.
create or replace function bauhaus.incidents_json(ids uuid[]) returns jsonb
language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(bauhaus.incident_core(i) || jsonb_build_object(
        'about', case i.kind
          when 'journey' then (
            select coalesce(j.title, (select string_agg(p.name, ', ' order by p.seq)
                from bauhaus.passengers p where p.journey_id = j.id))
              from bauhaus.journeys j where j.agency_id = i.agency_id and j.id = i.subject::uuid)
          when 'conversation' then (
            select string_agg(distinct t.client_name, ', ')
              from bauhaus.conversation_threads h
              join bauhaus.trips t on t.agency_id = h.agency_id and t.whatsapp = h.phone
                and t.status <> 'withdrawn'
             where h.agency_id = i.agency_id and h.id = i.subject::uuid)
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
  'of a journey or the names of a conversation; null: a flight, whose key says it, or the agency.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/incidents_json',
  'ea87a9a8dcd1fb6e35a17b02e76920e41ce5f9350d61a3b43c5be9a4d4741281')
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
  'b7fd41b0093e69eadb696c2ec835a327a3d8286a8dac805e3a674eb90b3cece3')
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
  api.get_incident, api.list_flights, api.list_incidents, api.move_incident,
  bauhaus.incident_core, bauhaus.incident_json, bauhaus.incidents_counts,
  bauhaus.incidents_json
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
  'adfbfa0e7e30b758b5499750fd62b22c505433b5bb4ca2596dce4c7eed1b8dae')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
