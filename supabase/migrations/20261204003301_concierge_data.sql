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
          order by n.sent_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.notification_type in ('reply', 'agency_reply')
            and n.delivery_status in ('PENDING', 'SENDING', 'UNKNOWN')
          order by n.created_at desc limit at_most)
        union all
        (select bauhaus.sent_word_json(n, thread.id), n.created_at, 1
           from bauhaus.notifications_log n
          where n.recipient = thread.phone and n.sender = thread.sender
            and n.agency_id = thread.agency_id and n.sent_at is null
            and n.delivery_status = 'FAILED' and n.permanent
          order by n.created_at desc limit at_most)) w
      order by w.at desc, w.position desc limit at_most) m));
end
$$;

comment on function api.get_conversation is
  'ConversationDesk.conversation; null where the agency has no such conversation.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/get_conversation',
  '865917a61e17665782fd8392a833bb91aabe406bb46cbfe98d73898c2c6dae65')
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

create or replace function api.put_knowledge_embeddings(embeddings jsonb) returns jsonb
language plpgsql set search_path = '' as $$
begin
  perform bauhaus.set_knowledge_embedding((e ->> 'entryId')::uuid, e -> 'embedding')
    from jsonb_array_elements(embeddings) e;
  return to_jsonb(true);
end
$$;

comment on function api.put_knowledge_embeddings is 'Knowledge.putEmbeddings.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/put_knowledge_embeddings',
  '0eb63e1a4e7ba1a849043d899b27bf48ad92e1fcadf10d4d55218c16662388d1')
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
      left join bauhaus.nearest_knowledge(query_embedding, at_most) n
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
  '5061ef0574ded5fc2a10009ce12f9cc7207d0ea350f833fea60a98d10239f5cd')
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

create or replace function api.update_task(
  task_id uuid, to_state text, from_states text[], by_whom text, at timestamptz,
  until_when timestamptz
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
  elsif task.state = to_state then
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
  'conversation with it.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/api/update_task',
  '98f2aa74cb8fa62a90fc9c2ceb7547cd56dc8a16529bb514957b93a300acd076')
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
        present ->> 'contact_id', present ->> 'journey_id'), changes);
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
    'documents', 'groups', 'itineraries', 'journeys',
    'knowledge', 'legs', 'passengers', 'stay_plans', 'tasks',
    'trip_passengers', 'trips']
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
  'ab7d4884e7140920f887cac8132002dc98cce20fb2b7b0e9bcfa644ebe44a890')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.audited_changes(old_row jsonb, new_row jsonb) returns jsonb
language sql immutable as $$
  select coalesce(jsonb_object_agg(f.name, case
      when f.name ~ '_(id|at|date|until)$' or f.name = any ('{action,bytes,city,content_type,
        destination_iata,emergency_phone,expires_at,flight_key,flight_number,hours,kind,language,
        languages,origin_iata,rating,role,scopes,sender,setting_key,setting_value,severity,state,
        status,suspended_because,type,uploaded_by_type,version,zone}'::text[])
      then jsonb_build_object('before', old_row -> f.name, 'after', new_row -> f.name)
      else '"changed"'::jsonb end), '{}')
    from jsonb_object_keys(coalesce(new_row, old_row)) f(name)
   where old_row -> f.name is distinct from new_row -> f.name
     and f.name not in ('id', 'agency_id', 'inserted_at', 'updated_at', 'last_used_at', 'revision',
       'key_hash')
$$;

comment on function bauhaus.audited_changes is
  'The fields in which two versions of a row differ. Values are shown of a list of fields that are '
  'never personal; of all others it says that they changed.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/audited_changes',
  '79e510192f1000f226d043da9afc7c9a6a24face97dfde469f433c66c1fcb523')
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
  '3937608778391558b2e20710c859d63c8eefd6a7eb2cc295efd65719f68e276a')
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

-- Without the extension vector it returns no rows.
do $do$
begin
  if not exists (select from pg_catalog.pg_extension where extname = 'vector') then
    create or replace function bauhaus.nearest_knowledge(query_embedding jsonb, at_most integer)
    returns table (id uuid, distance double precision)
    language sql stable as $$
      select null::uuid, null::double precision where false
    $$;
    return;
  end if;
  execute format($f$
    create or replace function bauhaus.nearest_knowledge(query_embedding jsonb, at_most integer)
    returns table (id uuid, distance double precision)
    language sql stable as $$
      select k.id, k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector
        from bauhaus.knowledge k
       where k.agency_id = bauhaus.current_agency() and k.embedded_text = k.question
       order by k.embedding operator(%1$s.<=>) (query_embedding::text)::%1$s.vector limit at_most
    $$
  $f$, (select extnamespace::regnamespace from pg_catalog.pg_extension where extname = 'vector'));
end
$do$;

comment on function bauhaus.nearest_knowledge is
  'Entries of an agency, nearest first by cosine distance to an embedding.';

insert into supabase_migrations.repeatables (name, checksum)
values ('functions/bauhaus/nearest_knowledge',
  '4ffac554aa4348a35aa7c1b3ab319e94e270e5a22ce7f2c9ddb2972684eff9c0')
on conflict (name) do update set checksum = excluded.checksum;

create or replace function bauhaus.sent_word_json(
  n bauhaus.notifications_log, conversation uuid
) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', n.id, 'direction', 'out', 'type', n.notification_type,
    'template', n.template_name,
    'author', (select c.author from bauhaus.conversations c
      where n.notification_type = 'agency_reply' and c.thread_id = conversation
        and c.direction = 'out'
        and n.effect_key = concat(conversation, ':agency_reply:1:', c.id)),
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
  '3df50fa9eb9e6a6c1b37e67185fdcb4942dbb0df9a407f0ed914dfc5674aa083')
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
    'documents', 'erasures', 'files_to_remove', 'forgotten_messages', 'groups', 'inbox',
    'itineraries', 'journeys', 'knowledge', 'legs', 'model_spend',
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
    'erasures', 'flight_snapshots', 'flight_status_history', 'flights', 'forgotten_messages',
    'inbox', 'itineraries', 'journeys',
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
  'ef3dff9727225e7b1b8c7344d48ecc2e78922787e18a0438f471023f2d3e443b')
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
  bauhaus.flight_status_history, bauhaus.flights, bauhaus.forgotten_messages, bauhaus.groups,
  bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.knowledge, bauhaus.legs,
  bauhaus.model_spend,
  bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers, bauhaus.place_embedding_texts,
  bauhaus.place_gaps, bauhaus.platform_ceilings, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant insert on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contact_consents,
  bauhaus.contacts, bauhaus.conversation_threads, bauhaus.conversations, bauhaus.decisions,
  bauhaus.documents, bauhaus.erasures, bauhaus.files_to_remove, bauhaus.forgotten_messages,
  bauhaus.groups, bauhaus.inbox, bauhaus.itineraries, bauhaus.journeys, bauhaus.knowledge,
  bauhaus.legs,
  bauhaus.model_spend, bauhaus.notifications_log, bauhaus.outbox, bauhaus.passengers,
  bauhaus.place_embedding_texts, bauhaus.place_gaps, bauhaus.quarantine, bauhaus.rate_limits,
  bauhaus.stay_plans, bauhaus.suppressions, bauhaus.tasks, bauhaus.timers,
  bauhaus.trip_passengers, bauhaus.trips
  to agent;
grant update on
  bauhaus.actors, bauhaus.agencies_settings, bauhaus.agency_places, bauhaus.contacts,
  bauhaus.conversation_threads, bauhaus.erasures, bauhaus.groups, bauhaus.itineraries,
  bauhaus.journeys, bauhaus.knowledge, bauhaus.legs, bauhaus.model_spend, bauhaus.notifications_log,
  bauhaus.passengers, bauhaus.place_embedding_texts, bauhaus.rate_limits, bauhaus.stay_plans,
  bauhaus.suppressions, bauhaus.tasks, bauhaus.timers, bauhaus.trip_passengers
  to agent;
-- Not the sender, which the operator sets, nor whether it is suspended.
grant update (name, phone, emergency_phone, zone, hours, languages, revision) on bauhaus.agencies
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
  bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.platform_ceilings,
  bauhaus.quarantine, bauhaus.rate_limits, bauhaus.timers
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
  bauhaus.flights, bauhaus.forgotten_messages, bauhaus.inbox, bauhaus.outbox, bauhaus.quarantine,
  bauhaus.rate_limits, bauhaus.timers
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
grant update (sender, suspended_at, suspended_because) on bauhaus.agencies to operator;
grant update (expires_at, revoked_at) on bauhaus.agency_api_keys to operator;
grant update (next_attempt_at) on bauhaus.notifications_log to operator;
grant select (agency_id, error_message, next_attempt_at) on bauhaus.notifications_log to operator;

grant execute on all functions in schema rules to agent, system;

grant execute on function
  api.add_data_key, api.commit_turn, api.data_keys, api.load_turn, api.ping, api.quarantine_event
  to agent, system;
grant execute on function
  api.add_document, api.add_knowledge, api.add_places, api.add_to_journey, api.approve_itinerary,
  api.book_journey, api.book_trip, api.cancel_trip, api.claim_effects, api.edit_agency,
  api.edit_contact, api.edit_journey, api.edit_leg, api.edit_passenger, api.edit_trip,
  api.erase_contact, api.export_contact, api.files_removed, api.files_to_remove, api.get_agency,
  api.get_complete_trip_context, api.get_contact, api.get_conversation, api.get_group,
  api.get_journey, api.get_knowledge, api.get_place, api.get_settings, api.get_trip,
  api.give_conversation_back, api.has_places, api.inbound_claim, api.journey_messages,
  api.journey_stays, api.knowledge_without_embedding, api.leave_trip, api.list_audit,
  api.list_contacts, api.list_conversations, api.list_groups, api.list_journeys, api.list_knowledge,
  api.list_places, api.list_tasks, api.list_trips, api.model_budget, api.move_passenger,
  api.note_in_conversation, api.people_on_flight, api.place_gaps, api.places_without_embedding,
  api.platform_ceilings, api.purge_agency, api.put_knowledge_embeddings, api.put_place_embeddings,
  api.put_setting, api.put_stay_plan, api.receive_inbound, api.record_act, api.record_model_call,
  api.remove_document, api.remove_knowledge, api.remove_place, api.replace_knowledge,
  api.replace_place, api.request_itinerary, api.request_test_message, api.search_knowledge,
  api.search_places, api.settle_effects, api.stay_itineraries, api.take_over_conversation,
  api.trip_documents, api.trip_messages, api.trip_timeline, api.update_task, api.waiting_effects,
  api.withdraw_journey, api.withdraw_leg, api.write_group, api.write_to_traveller
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
  bauhaus.agency_json, bauhaus.agency_profile_json, bauhaus.announce_failure, bauhaus.apply_task,
  bauhaus.apply_timer,
  bauhaus.audit, bauhaus.audit_row, bauhaus.audited_changes, bauhaus.booking_conflict,
  bauhaus.booking_identity, bauhaus.change_contact, bauhaus.change_trip, bauhaus.changed_fields,
  bauhaus.claim, bauhaus.claim_one, bauhaus.claim_or_defer, bauhaus.claim_waiting,
  bauhaus.claimed_effect, bauhaus.close_tasks_of_unsent, bauhaus.contact_for,
  bauhaus.contact_json, bauhaus.conversation_context, bauhaus.correct_phone,
  bauhaus.current_agency, bauhaus.defer_behind_other_agency, bauhaus.departs_from,
  bauhaus.departs_to, bauhaus.drop_dependent_messages, bauhaus.earlier_journey, bauhaus.emit,
  bauhaus.emit_journey_booked, bauhaus.emit_journey_changed, bauhaus.emit_trip_booked,
  bauhaus.emit_trip_changed, bauhaus.enter_effect, bauhaus.enter_known_passengers,
  bauhaus.enter_passengers, bauhaus.flight_context, bauhaus.group_for, bauhaus.group_json,
  bauhaus.group_on_flight, bauhaus.have_common_passenger, bauhaus.insert_trip, bauhaus.instant,
  bauhaus.is_suppressed, bauhaus.itinerary_json, bauhaus.journey_context, bauhaus.journey_core,
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
  bauhaus.conversation_json, bauhaus.held_by_another, bauhaus.sent_word_json, bauhaus.word_json,
  bauhaus.document_entry, bauhaus.document_json, bauhaus.ends_at,
  bauhaus.file_document, bauhaus.flight_beside, bauhaus.forget_consents, bauhaus.forget_contact,
  bauhaus.forget_journeys, bauhaus.forget_messages, bauhaus.forget_states, bauhaus.forget_threads,
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
  'e1f1f04fd12b0fadef809529dfe2875fe803f8b8b8a29058b1532e1e0c2e3ee7')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
