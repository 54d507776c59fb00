-- The engine's statements on graphile-worker's own tables, which are not part of its public API
-- (see graphile-private.ts). Runs at each start before schema.sql, whose triggers call it.

create schema if not exists engine;
revoke all on schema engine from public;

-- The task names of the jobs below; the library itself adds them only at its first run.
insert into graphile_worker._private_tasks (identifier) values ('agent'), ('timer')
on conflict (identifier) do nothing;

create or replace function engine.publish(events bauhaus.outbox[]) returns void
language plpgsql as $$
declare
  job_count integer;
begin
  -- Instead of add_jobs: an event comes here once, when it enters the outbox, so there is no job of
  -- it to replace.
  insert into graphile_worker._private_jobs (task_id, payload, key, priority)
  select (select k.id from graphile_worker._private_tasks k where k.identifier = 'agent'),
         json_build_object('agent', d.agent, 'event', d.event),
         'event:' || d.id || ':' || d.agent, d.priority + least(d.position / 25, 9)
  from (
    select s.agent, s.priority, e.id, e.event,
           row_number() over (partition by s.agent order by e.id) as position
      from unnest(events) e join engine.subscriptions s on s.event_type = e.type
  ) d
  on conflict (key) do nothing;
  get diagnostics job_count = row_count;
  if job_count > 0 then
    perform pg_notify('jobs:insert', json_build_object('r', random(), 'count', job_count)::text);
  end if;
end
$$;
comment on function engine.publish(bauhaus.outbox[]) is
  'Makes one job for each event and subscriber. Later events of a large commit (300 travellers of '
  'one flight) get a lower priority, so that they do not hold up events of others.';

-- add_job and remove_job in one statement instead of seven, since timers are what turns write most,
-- and without their notify, which would make commits wait for each other (Engine.pollAfter).
-- A timer due after `engine.near_until()` has no job: most are moved many times before that, and
-- jobs that wait for weeks would slow down every fetch.
create or replace function engine.schedule_timer(t bauhaus.timers) returns void
language plpgsql as $$
declare
  job_key constant text := engine.timer_key(t.agent, t.actor_id, t.kind);
  due_real timestamptz;
  job_payload json;
  job_priority integer;
begin
  if t.due is null or t.due > engine.near_until() then
    -- A job that is running stays: the turn ignores an older generation.
    delete from graphile_worker._private_jobs j where j.key = job_key and j.locked_at is null;
    return;
  end if;
  due_real := engine.to_real(t.due);
  job_payload := json_build_object('agent', t.agent, 'actorId', t.actor_id, 'kind', t.kind,
    'generation', t.generation, 'due', t.due, 'agencyId', t.agency_id, 'tripId', t.trip_id);
  job_priority := coalesce((select s.priority from engine.subscriptions s
    where s.event_type = t.kind and s.agent = t.agent), 0);
  insert into graphile_worker._private_jobs as j (task_id, payload, run_at, key, priority)
  select k.id, job_payload, due_real, job_key, job_priority
    from graphile_worker._private_tasks k where k.identifier = 'timer'
  on conflict (key) do update
     set payload = excluded.payload, run_at = excluded.run_at, priority = excluded.priority,
         attempts = 0, last_error = null, revision = j.revision + 1, updated_at = now()
   where j.locked_at is null;
  if not found then
    -- The job is running: the library adds a new one beside it.
    perform graphile_worker.add_job('timer', job_payload, run_at => due_real, job_key => job_key,
      priority => job_priority);
  end if;
end
$$;

create or replace function engine.schedule_near_timers(at_most integer) returns integer
language plpgsql set search_path = '' as $$
declare
  near_until constant timestamptz := engine.near_until();
  job_count integer := 0;
  t bauhaus.timers;
begin
  for t in
    select m.* from bauhaus.timers m
     where m.due <= near_until
       and not exists (select from graphile_worker._private_jobs j
         where j.key = engine.timer_key(m.agent, m.actor_id, m.kind))
     -- A timer that another transaction is changing gets its job from that transaction.
     order by m.due limit at_most for update skip locked
  loop
    perform engine.schedule_timer(t);
    job_count := job_count + 1;
  end loop;
  return job_count;
end
$$;
comment on function engine.schedule_near_timers(integer) is
  'Makes jobs of timers that have come near; returns how many.';
