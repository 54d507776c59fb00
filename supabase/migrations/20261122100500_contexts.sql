-- What an agent sees at the start of a turn, as the JSON of shared/ports/actor-store.ts.

create function bauhaus.trip_json(t bauhaus.trips) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', t.id, 'agencyId', t.agency_id, 'revision', t.revision, 'clientName', t.client_name, 'whatsapp', t.whatsapp, 'language', t.language,
    'flightNumber', t.flight_number, 'originIata', t.origin_iata, 'destinationIata', t.destination_iata, 'originZone', t.origin_zone,
    'destinationZone', t.destination_zone, 'departure', t.departure_date, 'flightKey', t.flight_key, 'status', t.status,
    'scheduledDeparture', t.scheduled_departure, 'estimatedDeparture', t.estimated_departure, 'estimatedArrival', t.estimated_arrival,
    'gate', t.gate, 'terminal', t.terminal, 'faFlightId', t.fa_flight_id, 'nextCheckAt', t.next_check_at, 'stay', t.stay)
  || jsonb_build_object(
    'returnDate', to_char(t.return_date, 'YYYY-MM-DD'), 'clientDescription', t.client_description, 'metadata', t.metadata, 'reference', t.reference,
    'journeyId', t.journey_id, 'consent', t.consent, 'insertedAt', t.inserted_at)
$$;

create function bauhaus.agency_json(a bauhaus.agencies) returns jsonb language sql stable as $$
  select jsonb_build_object('id', a.id, 'name', a.name, 'sender', a.sender, 'emergencyPhone', a.emergency_phone)
$$;

create function bauhaus.settings_of(agency uuid) returns jsonb language plpgsql stable as $$
begin
  return (select coalesce(jsonb_object_agg(s.setting_key, s.setting_value), '{}'::jsonb) from bauhaus.agencies_settings s where s.agency_id = agency);
end
$$;

create function bauhaus.ledger_entry(n bauhaus.notifications_log) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'key', n.effect_key, 'tripId', n.trip_id, 'type', n.notification_type, 'episode', n.episode, 'status', n.delivery_status,
    'told', n.told, 'critical', n.critical, 'createdAt', n.created_at, 'dueAt', n.due_at, 'sentAt', n.sent_at, 'attempts', n.attempts,
    'permanent', n.permanent, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

create function bauhaus.itinerary_json(i bauhaus.itineraries) returns jsonb language sql stable as $$
  select jsonb_build_object('version', i.version, 'status', i.status, 'origin', i.parsed_itinerary -> 'origin', 'days', i.parsed_itinerary -> 'days',
    'generatedAt', i.generated_at)
$$;

create function bauhaus.trip_context(wanted uuid) returns jsonb language plpgsql stable as $$
declare
  t bauhaus.trips;
  a bauhaus.agencies;
begin
  select * into t from bauhaus.trips where id = wanted;
  if not found then
    return null;
  end if;
  select * into strict a from bauhaus.agencies where id = t.agency_id;
  return jsonb_build_object(
    'trip', bauhaus.trip_json(t),
    'agency', bauhaus.agency_json(a),
    'settings', bauhaus.settings_of(a.id),
    'flight', (select f.facts from bauhaus.flights f where f.flight_key = t.flight_key),
    'ledger', (select coalesce(jsonb_agg(bauhaus.ledger_entry(n) order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n where n.trip_id = t.id),
    'optedOut', exists (select from bauhaus.suppressions s where s.agency_id = a.id and s.sender = a.sender and s.phone = t.whatsapp and s.opted_out),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = a.id and c.phone = t.whatsapp),
    'tasks', (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'state', k.state, 'facts', k.facts) order by k.opened_at), '[]'::jsonb)
                from bauhaus.tasks k where k.trip_id = t.id and k.state <> 'done'),
    'nextLeg', (select jsonb_build_object('tripId', l.id, 'departure', l.departure_date) from bauhaus.trips l
                 where l.agency_id = t.agency_id and l.whatsapp = t.whatsapp and l.departure_date > t.departure_date
                   and l.passenger_key = t.passenger_key and l.status <> 'withdrawn'
                 order by l.departure_date limit 1),
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id and i.status = 'approved' order by i.version desc limit 1),
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id), '[]'::jsonb)
                    from bauhaus.documents d where d.trip_id = t.id),
    'recentMessages', bauhaus.recent_messages(t.agency_id, t.whatsapp, 20));
end
$$;

create function bauhaus.recent_messages(agency uuid, traveller text, at_most integer) returns jsonb language plpgsql stable as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object('direction', m.direction, 'text', m.text, 'at', m.at) order by m.at), '[]'::jsonb)
    from (
      (select c.direction, c.text, c.at
         from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
        where h.agency_id = agency and h.phone = traveller and c.direction = 'in' order by c.at desc limit at_most)
      union all
      (select 'out', n.content ->> 'text', n.sent_at
         from bauhaus.notifications_log n
        where n.agency_id = agency and n.recipient = traveller and n.sent_at is not null and n.delivery_status = 'SENT'
        order by n.sent_at desc limit at_most)
      order by 3 desc limit at_most) m);
end
$$;

-- One query for any number of followers: three hundred travellers on one flight are one load.
create function bauhaus.flight_context(wanted text) returns jsonb language sql stable as $$
  with followers as materialized (
    select t.id, t.agency_id, t.departure_date, t.status, t.origin_zone, t.destination_zone
      from bauhaus.trips t where t.flight_key = wanted and t.status <> 'withdrawn'),
  settings as (
    select f.agency_id, bauhaus.settings_of(f.agency_id) as stored from (select distinct agency_id from followers) f)
  select jsonb_build_object(
    'followers', (select coalesce(jsonb_agg(jsonb_build_object('tripId', f.id, 'agencyId', f.agency_id, 'departure', f.departure_date, 'status', f.status,
                    'originZone', f.origin_zone, 'destinationZone', f.destination_zone) order by f.id), '[]'::jsonb) from followers f),
    'agencies', (select coalesce(jsonb_object_agg(s.agency_id, s.stored), '{}'::jsonb) from settings s))
$$;

create function bauhaus.conversation_context(wanted uuid, about uuid) returns jsonb language plpgsql stable as $$
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
    'optedOut', exists (select from bauhaus.suppressions s where s.agency_id = a.id and s.sender = h.sender and s.phone = h.phone and s.opted_out),
    'trips', (select coalesce(jsonb_agg(bauhaus.trip_json(t) order by t.departure_date, t.id), '[]'::jsonb)
                from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = h.phone and t.status <> 'withdrawn'),
    'lastInboundAt', (select max(c.last_inbound_at) from bauhaus.conversation_threads c where c.agency_id = a.id and c.phone = h.phone),
    'takenOverUntil', h.taken_over_until,
    'pendingReplies', (select coalesce(jsonb_agg(n.effect_key order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n
       where n.sender = h.sender and n.recipient = h.phone and n.agency_id = h.agency_id and n.delivery_status = 'PENDING' and n.notification_type = 'reply'));
end
$$;

create function api.get_complete_trip_context(trip_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select bauhaus.trip_context(trip_id)
$$;
comment on function api.get_complete_trip_context(uuid) is 'Trip, flight, ledger, itinerary, documents and recent messages in one call (TripContext); null where the agency has no such trip.';

create function api.load_turn(request jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  actor record;
begin
  select a.version, a.schema_version, a.state into actor
    from bauhaus.actors a where a.agent = request ->> 'agent' and a.actor_id = request ->> 'actorId';
  return jsonb_build_object(
    'taken', exists (select from bauhaus.inbox i
       where i.agent = request ->> 'agent' and i.actor_id = request ->> 'actorId' and i.event_id = (request ->> 'eventId')::uuid),
    'version', coalesce(actor.version, 0),
    'schemaVersion', coalesce(actor.schema_version, 0),
    'state', actor.state,
    'timerGeneration', case when request ->> 'timerKind' is not null then (select m.generation from bauhaus.timers m
       where m.agent = request ->> 'agent' and m.actor_id = request ->> 'actorId' and m.kind = request ->> 'timerKind' and m.due is not null) end,
    'trip', case when request ->> 'tripId' is not null then bauhaus.trip_context((request ->> 'tripId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid, (request #>> '{conversation,messageId}')::uuid) end);
end
$$;
comment on function api.load_turn(jsonb) is 'Everything a turn starts from (LoadRequest -> Loaded).';
