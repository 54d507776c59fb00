-- What agencies, webhooks and the intake ask (shared/ports/trip-desk.ts). Ids of events come from the caller, so that a repeated call is the same event.

create function bauhaus.booking_identity(phone text, passenger text, flight text, key text) returns text language sql immutable as $$
  select concat_ws('|', phone, bauhaus.passenger_key(passenger), flight, split_part(key, '/', 3))
$$;

-- What stands in the way of a booking, as a BookResult; null: nothing.
create function bauhaus.booked_already(request jsonb) returns jsonb language plpgsql stable as $$
declare
  agency constant uuid := (request ->> 'agencyId')::uuid;
  b constant jsonb := request -> 'trip';
  identity constant text := bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName', b ->> 'flightNumber', b ->> 'flightKey');
  t bauhaus.trips;
begin
  if request ->> 'idempotencyKey' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency and x.idempotency_key = request ->> 'idempotencyKey';
    if found then
      return case when t.booked_as = identity then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
                  else jsonb_build_object('kind', 'key-reused', 'tripId', t.id) end;
    end if;
  end if;
  if b ->> 'reference' is not null then
    select * into t from bauhaus.trips x where x.agency_id = agency and x.reference = b ->> 'reference' and x.status <> 'withdrawn';
    if found then
      return case when identity in (t.booked_as, bauhaus.booking_identity(t.whatsapp, t.client_name, t.flight_number, t.flight_key))
                  then jsonb_build_object('kind', 'same', 'trip', bauhaus.trip_json(t))
                  else jsonb_build_object('kind', 'reference-taken', 'tripId', t.id) end;
    end if;
  end if;
  select * into t from bauhaus.trips x
   where x.agency_id = agency and x.whatsapp = b ->> 'whatsapp' and x.passenger_key = bauhaus.passenger_key(b ->> 'clientName')
     and x.flight_number = b ->> 'flightNumber' and x.local_departure_date = split_part(b ->> 'flightKey', '/', 3) and x.status <> 'withdrawn';
  return case when found then jsonb_build_object('kind', 'duplicate', 'tripId', t.id) end;
end
$$;

-- The journey of that reference, made where it is new.
create function bauhaus.journey(agency uuid, wanted text) returns uuid language plpgsql as $$
declare
  found_id uuid;
begin
  if wanted is null then
    return null;
  end if;
  insert into bauhaus.journeys (agency_id, reference) values (agency, wanted) on conflict do nothing;
  select j.id into strict found_id from bauhaus.journeys j where j.agency_id = agency and j.reference = wanted;
  return found_id;
end
$$;

create function api.book_trip(request jsonb) returns jsonb language plpgsql set search_path = '' as $$
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
    id, agency_id, client_name, whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone, destination_zone, departure_date,
    flight_key, stay, return_date, client_description, metadata, reference, journey_id, consent, idempotency_key, booked_as, inserted_at, updated_at)
  values (
    -- A withdrawn trip keeps the id that its reference made; the booking that replaces it gets a random one.
    case when exists (select from bauhaus.trips x where x.id = (request ->> 'tripId')::uuid) then gen_random_uuid() else (request ->> 'tripId')::uuid end,
    agency, b ->> 'clientName', b ->> 'whatsapp', b ->> 'language', b ->> 'flightNumber', b ->> 'originIata', b ->> 'destinationIata',
    b ->> 'originZone', b ->> 'destinationZone', (b ->> 'departure')::timestamptz, b ->> 'flightKey', b ->> 'stay', (b ->> 'returnDate')::date,
    b ->> 'clientDescription', b -> 'metadata', b ->> 'reference', bauhaus.journey(agency, request ->> 'journeyReference'), request -> 'consent',
    request ->> 'idempotencyKey',
    bauhaus.booking_identity(b ->> 'whatsapp', b ->> 'clientName', b ->> 'flightNumber', b ->> 'flightKey'), at, at)
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
    'id', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)), 'type', 'TripBooked', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', t.id,
    'correlationId', bauhaus.uuid_v5(format('["TripBooked","%s"]', t.id)), 'causationId', null,
    'data', jsonb_build_object('flightKey', t.flight_key, 'departure', bauhaus.instant(t.departure_date))));
  return jsonb_build_object('kind', 'booked', 'trip', bauhaus.trip_json(t));
end
$$;
comment on function api.book_trip(jsonb) is 'TripDesk.book.';

-- The trip with the fields of `set` put in; nothing is written.
create function bauhaus.edited(t bauhaus.trips, set jsonb) returns bauhaus.trips language plpgsql stable as $$
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

-- Names of the fields in which the two differ; what follows from others (key, zones) is not named.
create function bauhaus.edited_fields(a bauhaus.trips, b bauhaus.trips) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(f.name order by f.place), '[]'::jsonb) from (values
    (1, 'clientName', a.client_name is distinct from b.client_name), (2, 'whatsapp', a.whatsapp is distinct from b.whatsapp),
    (3, 'language', a.language is distinct from b.language), (4, 'flightNumber', a.flight_number is distinct from b.flight_number),
    (5, 'originIata', a.origin_iata is distinct from b.origin_iata), (6, 'destinationIata', a.destination_iata is distinct from b.destination_iata),
    (7, 'departure', a.departure_date is distinct from b.departure_date), (8, 'stay', a.stay is distinct from b.stay),
    (9, 'returnDate', a.return_date is distinct from b.return_date), (10, 'clientDescription', a.client_description is distinct from b.client_description),
    (11, 'metadata', a.metadata is distinct from b.metadata)) f (place, name, differs) where f.differs
$$;

create function api.edit_trip(request jsonb) returns jsonb language plpgsql set search_path = '' as $$
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
  if fields = '[]' and t.flight_key = n.flight_key and t.origin_zone = n.origin_zone and t.destination_zone = n.destination_zone then
    return jsonb_build_object('kind', 'unchanged', 'trip', bauhaus.trip_json(t));
  end if;
  if t.flight_key <> n.flight_key or t.departure_date <> n.departure_date then
    -- Another flight: nothing is known of it yet.
    n.status := 'booked'; n.scheduled_departure := null; n.estimated_departure := null; n.estimated_arrival := null;
    n.gate := null; n.terminal := null; n.fa_flight_id := null; n.next_check_at := null;
  end if;
  begin
    update bauhaus.trips x set
      revision = t.revision + 1, updated_at = at, client_name = n.client_name, whatsapp = n.whatsapp, language = n.language, flight_number = n.flight_number,
      origin_iata = n.origin_iata, destination_iata = n.destination_iata, origin_zone = n.origin_zone, destination_zone = n.destination_zone,
      departure_date = n.departure_date, flight_key = n.flight_key, stay = n.stay, return_date = n.return_date, client_description = n.client_description,
      metadata = n.metadata, status = n.status, scheduled_departure = n.scheduled_departure, estimated_departure = n.estimated_departure,
      estimated_arrival = n.estimated_arrival, gate = n.gate, terminal = n.terminal, fa_flight_id = n.fa_flight_id, next_check_at = n.next_check_at
     where x.id = t.id returning * into n;
  exception when unique_violation then
    return jsonb_build_object('kind', 'duplicate', 'tripId', (
      select x.id from bauhaus.trips x
       where x.agency_id = t.agency_id and x.whatsapp = n.whatsapp and x.passenger_key = bauhaus.passenger_key(n.client_name)
         and x.flight_number = n.flight_number and x.local_departure_date = split_part(n.flight_key, '/', 3) and x.status <> 'withdrawn' and x.id <> t.id));
  end;
  event_id := bauhaus.uuid_v5(format('["TripChanged","%s",%s]', t.id, n.revision));
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', 'TripChanged', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', event_id, 'causationId', null,
    'data', jsonb_build_object(
      'revision', n.revision, 'fields', fields, 'notify', request -> 'notify',
      'before', jsonb_build_object('flightKey', t.flight_key, 'departure', bauhaus.instant(t.departure_date)),
      'after', jsonb_build_object('flightKey', n.flight_key, 'departure', bauhaus.instant(n.departure_date)))));
  return jsonb_build_object('kind', 'edited', 'trip', bauhaus.trip_json(n), 'fields', fields);
end
$$;
comment on function api.edit_trip(jsonb) is 'TripDesk.edit.';

create function api.cancel_trip(trip_id uuid, notify boolean, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
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
  update bauhaus.trips x set status = 'withdrawn', next_check_at = null, updated_at = at where x.id = trip_id returning * into t;
  update bauhaus.tasks k set state = 'done', closed_at = at, updated_at = at, closed_reason = 'trip_withdrawn' where k.trip_id = t.id and k.state <> 'done';
  perform bauhaus.emit(jsonb_build_object(
    'id', event_id, 'type', 'TripCancelled', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', t.agency_id, 'tripId', t.id,
    'correlationId', event_id, 'causationId', null, 'data', jsonb_build_object('flightKey', t.flight_key, 'notify', notify)));
  return jsonb_build_object('kind', 'cancelled', 'trip', bauhaus.trip_json(t));
end
$$;
comment on function api.cancel_trip(uuid, boolean, timestamptz) is 'TripDesk.cancel.';

create function api.get_trip(trip_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select bauhaus.trip_json(t) from bauhaus.trips t where t.id = trip_id
$$;
comment on function api.get_trip(uuid) is 'TripDesk.trip.';

create function api.list_trips(filter jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  condition text := 't.agency_id = (select bauhaus.current_agency())';
  answer jsonb;
begin
  -- Each filter its own statement, so that each finds its own index; values are bound, never pasted.
  if filter ->> 'status' is not null then condition := condition || ' and t.status = $1 ->> ''status'''; end if;
  if filter ->> 'whatsapp' is not null then condition := condition || ' and t.whatsapp = $1 ->> ''whatsapp'''; end if;
  if filter ->> 'reference' is not null then condition := condition || ' and t.reference = $1 ->> ''reference'''; end if;
  if jsonb_typeof(filter -> 'before') = 'object' then
    condition := condition || ' and (t.departure_date, t.id) < (($1 #>> ''{before,departure}'')::timestamptz, ($1 #>> ''{before,id}'')::uuid)';
  end if;
  execute 'select coalesce(jsonb_agg(bauhaus.trip_json(p.t) order by (p.t).departure_date desc, (p.t).id desc), ''[]''::jsonb)
             from (select t from bauhaus.trips t where ' || condition || ' order by t.departure_date desc, t.id desc limit ($1 ->> ''limit'')::integer) p'
    into answer using filter;
  return answer;
end
$$;
comment on function api.list_trips(jsonb) is 'TripDesk.trips.';

create function bauhaus.message_row(n bauhaus.notifications_log) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', n.id, 'tripId', n.trip_id, 'type', n.notification_type, 'status', n.delivery_status, 'providerStatus', n.provider_status,
    'template', n.template_name, 'text', n.content ->> 'text', 'content', n.content, 'to', n.recipient, 'createdAt', n.created_at, 'dueAt', n.due_at,
    'sentAt', n.sent_at, 'attempts', n.attempts, 'errorCode', n.error_code, 'reason', n.error_message)
$$;

create function api.trip_messages(trip_id uuid) returns jsonb language sql stable set search_path = '' as $$
  select (select coalesce(jsonb_agg(bauhaus.message_row(n) order by n.seq), '[]'::jsonb) from bauhaus.notifications_log n where n.trip_id = t.id)
    from bauhaus.trips t where t.id = trip_messages.trip_id
$$;
comment on function api.trip_messages(uuid) is 'TripDesk.messages; null where the agency has no such trip.';

create function api.trip_timeline(trip_id uuid) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  t bauhaus.trips;
  entries jsonb;
begin
  select * into t from bauhaus.trips x where x.id = trip_timeline.trip_id;
  if not found then
    return null;
  end if;
  with entry (at, place, kind, summary, detail) as (
    select h.recorded_at, 1, 'flight', concat_ws(' ', h.status, 'gate ' || h.gate_origin), jsonb_build_object(
             'status', h.status, 'gate', h.gate_origin, 'terminal', h.terminal_origin, 'belt', h.baggage_claim, 'scheduledDeparture', h.scheduled_out,
             'departure', h.estimated_out, 'departed', h.actual_out, 'arrival', h.estimated_in, 'landed', h.actual_in, 'divertedTo', h.diverted_to, 'source', h.source)
      from bauhaus.flight_status_history h where h.flight_key = t.flight_key
    union all
    select d.at, 2, 'decision', concat_ws(' ', d.decision, d.subject || ':', d.rule), jsonb_build_object(
             'agent', d.agent, 'event', d.event_type, 'decision', d.decision, 'subject', d.subject, 'rule', d.rule) || jsonb_build_object('detail', d.detail)
      from bauhaus.decisions d where d.trip_id = t.id
    union all
    select coalesce(n.sent_at, n.created_at), 3, 'message', concat_ws(' ', n.notification_type, lower(n.delivery_status)), bauhaus.message_row(n)
      from bauhaus.notifications_log n where n.trip_id = t.id
    union all
    select k.opened_at, 4, 'task', concat_ws(' ', k.kind, k.state), bauhaus.task_row(k) from bauhaus.tasks k where k.trip_id = t.id
    union all
    select c.at, 5, 'inbound', 'the traveller wrote', jsonb_build_object('text', c.text, 'media', jsonb_array_length(c.media))
      from bauhaus.conversation_threads h join bauhaus.conversations c on c.thread_id = h.id
     where h.agency_id = t.agency_id and h.phone = t.whatsapp and c.direction = 'in' and c.at >= t.inserted_at)
  select coalesce(jsonb_agg(jsonb_build_object('at', e.at, 'kind', e.kind, 'summary', e.summary, 'detail', e.detail) order by e.at, e.place), '[]'::jsonb)
    into entries from entry e;
  return entries;
end
$$;
comment on function api.trip_timeline(uuid) is 'TripDesk.timeline; null where the agency has no such trip.';

create function bauhaus.task_row(k bauhaus.tasks) returns jsonb language sql stable as $$
  select jsonb_build_object('id', k.id, 'tripId', k.trip_id, 'kind', k.kind, 'severity', k.severity, 'state', k.state, 'reason', k.reason,
    'facts', k.facts, 'openedAt', k.opened_at, 'updatedAt', k.updated_at, 'closedReason', k.closed_reason)
$$;

create function api.list_tasks(filter jsonb) returns jsonb language plpgsql stable set search_path = '' as $$
declare
  condition text := 'k.agency_id = (select bauhaus.current_agency())';
  answer jsonb;
begin
  if filter ->> 'state' is not null then condition := condition || ' and k.state = $1 ->> ''state'''; end if;
  if filter ->> 'tripId' is not null then condition := condition || ' and k.trip_id = ($1 ->> ''tripId'')::uuid'; end if;
  execute 'select coalesce(jsonb_agg(bauhaus.task_row(p.k) order by (p.k).opened_at desc, (p.k).id), ''[]''::jsonb)
             from (select k from bauhaus.tasks k where ' || condition || ' order by k.opened_at desc, k.id limit ($1 ->> ''limit'')::integer) p'
    into answer using filter;
  return answer;
end
$$;
comment on function api.list_tasks(jsonb) is 'TripDesk.tasks, newest first.';

create function api.update_task(task_id uuid, to_state text, by_whom text, at timestamptz) returns jsonb language plpgsql set search_path = '' as $$
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
comment on function api.update_task(uuid, text, text, timestamptz) is 'TripDesk.updateTask: open, claimed, done, never back.';

create function api.get_settings() returns jsonb language sql stable set search_path = '' as $$
  select bauhaus.settings_of(bauhaus.current_agency())
$$;
comment on function api.get_settings() is 'TripDesk.settings: as stored, without defaults.';

create function api.put_setting(key text, value jsonb, at timestamptz) returns jsonb language sql set search_path = '' as $$
  insert into bauhaus.agencies_settings as s (agency_id, setting_key, setting_value, updated_at) values (bauhaus.current_agency(), key, value, at)
  on conflict (agency_id, setting_key) do update set setting_value = excluded.setting_value, updated_at = excluded.updated_at
  returning jsonb_build_object('key', s.setting_key)
$$;
comment on function api.put_setting(text, jsonb, timestamptz) is 'TripDesk.putSetting.';

-- Before the tenant is known: as system.

create function api.authenticate_key(hash text) returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('agencyId', k.agency_id, 'keyName', k.name, 'agencyName', a.name)
    from bauhaus.agency_api_keys k join bauhaus.agencies a on a.id = k.agency_id where k.key_hash = hash and k.revoked_at is null
$$;
comment on function api.authenticate_key(text) is 'TripDesk.authenticate.';

create function api.agencies_of_sender(number text) returns jsonb language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(a.id order by a.id), '[]'::jsonb) from bauhaus.agencies a where a.sender = number
$$;
comment on function api.agencies_of_sender(text) is 'Whose number it is; several agencies may write from one.';

create function api.ping() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object('ok', true)
$$;
comment on function api.ping() is 'TripDesk.ping.';

create function api.receive_alert(alert jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
  f record;
  told integer := 0;
  event_id uuid;
begin
  for f in
    select l.flight_key from bauhaus.flights l
     where (l.alert_id = alert ->> 'alertId' or l.fa_flight_id = alert ->> 'faFlightId')
       and exists (select from bauhaus.trips t where t.flight_key = l.flight_key and t.status <> 'withdrawn')
     order by l.flight_key
  loop
    event_id := bauhaus.uuid_v5(format('["FlightAlertReceived",%s,"%s"]', alert -> 'eventKey', f.flight_key));
    perform bauhaus.emit(jsonb_build_object(
      'id', event_id, 'type', 'FlightAlertReceived', 'version', 1, 'time', bauhaus.instant((alert ->> 'now')::timestamptz), 'agencyId', null, 'tripId', null,
      'correlationId', event_id, 'causationId', null,
      'data', jsonb_build_object('flightKey', f.flight_key, 'alertId', alert ->> 'alertId', 'code', alert ->> 'code', 'faFlightId', alert ->> 'faFlightId',
        'reading', alert -> 'reading')));
    told := told + 1;
  end loop;
  return to_jsonb(told);
end
$$;
comment on function api.receive_alert(jsonb) is 'TripDesk.receiveAlert: one event for each followed flight that the alert is about; answers how many.';

-- Inbound words, once the agency is known: as that agency.

create function api.nearest_departure(traveller text, at timestamptz) returns jsonb language sql stable set search_path = '' as $$
  select to_jsonb(min(abs(extract(epoch from t.departure_date - at)))) from bauhaus.trips t
   where t.agency_id = (select bauhaus.current_agency()) and t.whatsapp = traveller and t.status <> 'withdrawn'
$$;
comment on function api.nearest_departure(text, timestamptz) is 'Seconds between now and the nearest departure of that phone; null without a trip. Tells apart agencies that share a number.';

create function api.receive_inbound(message jsonb) returns jsonb language plpgsql set search_path = '' as $$
declare
  agency constant uuid := bauhaus.current_agency();
  at constant timestamptz := (message ->> 'now')::timestamptz;
  thread uuid;
  is_new boolean;
begin
  insert into bauhaus.conversation_threads as h (id, agency_id, sender, phone, last_inbound_at, inserted_at)
  values ((message ->> 'conversationId')::uuid, agency, message ->> 'sender', message ->> 'phone', at, at)
  on conflict (agency_id, sender, phone) do update set last_inbound_at = greatest(h.last_inbound_at, excluded.last_inbound_at)
  returning h.id into thread;
  insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, media, provider_id, at)
  values ((message ->> 'messageId')::uuid, agency, thread, 'in', message ->> 'text', message -> 'media', message ->> 'providerId', at)
  on conflict do nothing;
  is_new := found;
  if is_new then
    perform bauhaus.emit(jsonb_build_object(
      'id', message -> 'eventId', 'type', 'InboundMessageReceived', 'version', 1, 'time', bauhaus.instant(at), 'agencyId', agency, 'tripId', null,
      'correlationId', message -> 'eventId', 'causationId', null,
      'data', jsonb_build_object('conversationId', thread, 'messageId', message ->> 'messageId')));
  end if;
  return jsonb_build_object('conversationId', thread, 'first', is_new);
end
$$;
comment on function api.receive_inbound(jsonb) is 'TripDesk.receiveInbound, as the agency whose number it was sent to.';
