-- An opt-out is of a number towards a phone (DESIGN §3): where several agencies write from one number it silences it for all of them. What they share
-- is one bit per line, under a digest: an agency can ask about a phone that it knows, and reads neither the other's travellers nor whose they are.

create table bauhaus.silenced_lines (
  line text primary key,
  opted_out boolean not null,
  changed_at timestamptz not null
);
comment on table bauhaus.silenced_lines is 'Whether a phone wants to hear nothing more from a number, whichever agency writes from it; who said so to whom is in suppressions.';
alter table bauhaus.silenced_lines enable row level security;
-- The row of a line belongs to no agency, as that of a sender in rate_limits.
create policy of_a_line on bauhaus.silenced_lines to agent using (true) with check (true);
grant select, insert, update on bauhaus.silenced_lines to agent;

-- convert_to is not immutable to the planner, so as SQL it would not be inlined but parsed at each call: in plpgsql it costs a tenth of that.
create function bauhaus.line_of(sender text, phone text) returns text language plpgsql immutable as $$
begin
  return encode(sha256(convert_to(sender || ' ' || phone, 'UTF8')), 'hex');
end
$$;

create function bauhaus.is_silenced(sender text, phone text) returns boolean language plpgsql stable as $$
begin
  return exists (select from bauhaus.silenced_lines l where l.line = bauhaus.line_of(sender, phone) and l.opted_out);
end
$$;

insert into bauhaus.silenced_lines (line, opted_out, changed_at)
select distinct on (1) bauhaus.line_of(s.sender, s.phone), s.opted_out, s.changed_at from bauhaus.suppressions s order by 1, s.changed_at desc;

revoke all on function bauhaus.line_of(text, text), bauhaus.is_silenced(text, text) from public;
grant execute on function bauhaus.line_of(text, text), bauhaus.is_silenced(text, text) to agent, system;

create or replace function bauhaus.record_suppression(r jsonb, at timestamptz) returns void language plpgsql as $$
begin
  insert into bauhaus.suppressions as s (agency_id, sender, phone, opted_out, changed_at, changed_by)
  select h.agency_id, h.sender, h.phone, (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz, r ->> 'by'
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (agency_id, sender, phone) do update
     set opted_out = excluded.opted_out, changed_at = excluded.changed_at, changed_by = excluded.changed_by
   where s.changed_at <= excluded.changed_at;
  insert into bauhaus.silenced_lines as l (line, opted_out, changed_at)
  select bauhaus.line_of(h.sender, h.phone), (r ->> 'optedOut')::boolean, (r ->> 'at')::timestamptz
    from bauhaus.conversation_threads h where h.id = (r ->> 'conversationId')::uuid
  on conflict (line) do update set opted_out = excluded.opted_out, changed_at = excluded.changed_at
   where l.changed_at <= excluded.changed_at;
end
$$;

create or replace function bauhaus.objection(n bauhaus.notifications_log, at timestamptz) returns text language plpgsql stable as $$
begin
  return (select case
    when n.expires_at <= at then 'expired'
    when n.notification_type <> 'trip_cancelled'
         and exists (select from bauhaus.trips t where t.id = n.trip_id and t.status = 'withdrawn') then 'trip_withdrawn'
    when not n.even_if_opted_out and bauhaus.is_silenced(n.sender, n.recipient) then 'opted_out'
    -- A person has the conversation: what the concierge was about to say is no longer its to say.
    when n.notification_type = 'reply'
         and exists (select from bauhaus.conversation_threads h
                      where h.agency_id = n.agency_id and h.sender = n.sender and h.phone = n.recipient and h.taken_over_until > at) then 'taken_over'
  end);
end
$$;

create or replace function bauhaus.trip_core(wanted uuid) returns jsonb language plpgsql stable as $$
begin
  return (select jsonb_build_object(
    'trip', bauhaus.trip_json(t),
    'agency', bauhaus.agency_json(a),
    'settings', (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb) from bauhaus.agencies_settings s where s.agency_id = t.agency_id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', coalesce(l.opted_out, false),
    -- The agency did not hear of it itself: its own record is another one, or older.
    'optedOutElsewhere', coalesce(l.opted_out, false) and not exists (
       select from bauhaus.suppressions s
        where s.agency_id = t.agency_id and s.sender = a.sender and s.phone = t.whatsapp and s.opted_out and s.changed_at = l.changed_at),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = t.agency_id and c.phone = t.whatsapp),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state, 'facts', k.facts) order by k.opened_at), '[]'::jsonb)
                from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure', l.departure_date) from bauhaus.trips l
                 where l.agency_id = t.agency_id and l.whatsapp = t.whatsapp and l.departure_date > t.departure_date
                   and l.passenger_key = t.passenger_key and l.status <> 'withdrawn'
                 order by l.departure_date limit 1),
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id and i.status = 'approved' order by i.version desc limit 1))
    from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
    left join bauhaus.silenced_lines l on l.line = bauhaus.line_of(a.sender, t.whatsapp)
   where t.id = wanted);
end
$$;

create or replace function bauhaus.conversation_context(wanted uuid, about uuid) returns jsonb language plpgsql stable as $$
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
    'message', (select jsonb_build_object('id', c.id, 'text', c.text, 'at', c.at, 'providerId', c.provider_id, 'media', c.media)
                  from bauhaus.conversations c where c.id = about and c.thread_id = h.id),
    'optedOut', bauhaus.is_silenced(h.sender, h.phone),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]'::jsonb)
                from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = h.phone and t.status <> 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = a.id and c.phone = h.phone),
    'takenOverUntil', h.taken_over_until,
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n
       where n.sender = h.sender and n.recipient = h.phone and n.agency_id = h.agency_id and n.delivery_status = 'PENDING' and n.notification_type = 'reply'));
end
$$;

create or replace function bauhaus.conversation_json(h bauhaus.conversation_threads) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'id', h.id, 'sender', h.sender, 'phone', h.phone, 'lastInboundAt', h.last_inbound_at, 'takenOverUntil', h.taken_over_until, 'takenOverBy', h.taken_over_by,
    'optedOut', bauhaus.is_silenced(h.sender, h.phone),
    'tripIds', (select coalesce(jsonb_agg(t.id order by t.departure_date, t.id), '[]'::jsonb) from bauhaus.trips t
                 where t.agency_id = h.agency_id and t.whatsapp = h.phone and t.status <> 'withdrawn'));
end
$$;
