create or replace function api.load_turn(request jsonb) returns jsonb
language plpgsql stable set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  actor record;
begin
  select a.version, a.schema_version, a.state into actor
    from bauhaus.actors a where a.agent = request ->> 'agent'
      and a.actor_id = request ->> 'actorId';
  return jsonb_build_object(
    'taken', exists (select from bauhaus.inbox i
       where i.agent = request ->> 'agent' and i.actor_id = request ->> 'actorId'
         and i.event_id = (request ->> 'eventId')::uuid),
    'version', coalesce(actor.version, 0),
    'schemaVersion', coalesce(actor.schema_version, 0),
    'state', actor.state,
    'timerGeneration', case when request ->> 'timerKind' is not null then (select m.generation
      from bauhaus.timers m
       where m.agent = request ->> 'agent' and m.actor_id = request ->> 'actorId'
         and m.kind = request ->> 'timerKind' and m.due is not null) end,
    'trip', case when request ->> 'tripId' is not null
      then bauhaus.trip_core((request ->> 'tripId')::uuid) end,
    'journey', case when request ->> 'journeyId' is not null
      then bauhaus.journey_context((request ->> 'journeyId')::uuid) end,
    'flight', case when request ->> 'flightKey' is not null
      then bauhaus.flight_context(request ->> 'flightKey') end,
    'conversation', case when jsonb_typeof(request -> 'conversation') = 'object'
       then bauhaus.conversation_context((request #>> '{conversation,id}')::uuid,
         (request #>> '{conversation,messageId}')::uuid) end,
    'duty', case when jsonb_typeof(request -> 'duty') = 'object'
      then bauhaus.duty_context((request ->> 'actorId')::uuid,
        (request #>> '{duty,day}')::timestamptz) end);
end
$$;

comment on function api.load_turn is
  'ActorStore.load: everything that a turn starts from (LoadRequest -> Loaded).';
