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

create or replace function api.receive_inbound(message jsonb) returns jsonb
language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid := (message ->> 'conversationId')::uuid;
  is_new boolean;
begin
  if exists (select from bauhaus.forgotten_messages f
    where f.message_id = (message ->> 'messageId')::uuid) then
    return jsonb_build_object('conversationId', thread, 'first', false);
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
  'bf12a397d8df41b5724ae51991e14905efea9f919f5924689604ac3a328f5aa1')
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
  '2a694686ac81dae1c62a3e9a4a7b778e16c979c55630b0e5df2a8564cf5b887c')
on conflict (name) do update set checksum = excluded.checksum;

reset check_function_bodies;
