-- The same turns with less work for the server.

-- Every statement of a turn finds its rows by a key: a plan made anew for these very values is never better, and making it costs more than
-- running it. Hence plan_cache_mode, which the helpers inherit.
alter function api.claim_effects(uuid[], timestamptz) set plan_cache_mode = 'force_generic_plan';
alter function api.settle_effects(jsonb, timestamptz) set plan_cache_mode = 'force_generic_plan';

-- Rows of these are written several times within a second: room beside them keeps their indexes out of it.
alter table bauhaus.notifications_log set (fillfactor = 70);
alter table bauhaus.actors set (fillfactor = 70);
alter table bauhaus.timers set (fillfactor = 70);
alter table bauhaus.rate_limits set (fillfactor = 50);

-- What turns are decided on (TripContext). Whoever talks with the traveller needs the words and the papers too (CompleteTripContext).
create function bauhaus.trip_core(wanted uuid) returns jsonb language plpgsql stable as $$
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
    'itinerary', (select bauhaus.itinerary_json(i) from bauhaus.itineraries i where i.trip_id = t.id and i.status = 'approved' order by i.version desc limit 1));
end
$$;

create or replace function bauhaus.trip_context(wanted uuid) returns jsonb language plpgsql stable as $$
declare
  core constant jsonb := bauhaus.trip_core(wanted);
begin
  return core || jsonb_build_object(
    'documents', (select coalesce(jsonb_agg(bauhaus.document_entry(d) order by d.uploaded_at, d.id), '[]'::jsonb)
                    from bauhaus.documents d where d.trip_id = wanted),
    'recentMessages', bauhaus.recent_messages((core #>> '{trip,agencyId}')::uuid, core #>> '{trip,whatsapp}', 20));
end
$$;

create or replace function api.load_turn(request jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
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
    'trip', case when request ->> 'tripId' is not null then bauhaus.trip_core((request ->> 'tripId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid, (request #>> '{conversation,messageId}')::uuid) end);
end
$$;

-- Callbacks that came in at about the same time, in one transaction; by id, so that two such transactions never wait for each other.
create function api.delivery_reports(reports jsonb) returns jsonb language plpgsql set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  r jsonb;
begin
  for r in select value from jsonb_array_elements(reports) with ordinality as given(value, nth) order by value ->> 'id', nth loop
    perform api.delivery_report((r ->> 'id')::uuid, r ->> 'providerId', r ->> 'status', r ->> 'code', (r ->> 'permanent')::boolean, (r ->> 'now')::timestamptz);
  end loop;
  return jsonb_build_object('taken', jsonb_array_length(reports));
end
$$;
comment on function api.delivery_reports(jsonb) is 'ActorStore.deliveryReport, for all that came in while the last ones were written.';
revoke all on function api.delivery_reports(jsonb) from public;
grant execute on function api.delivery_reports(jsonb) to system;
grant execute on function bauhaus.trip_core(uuid) to agent, system;
