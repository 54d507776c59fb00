-- What the engine does with graphile-worker's own tables, which its documentation promises to nobody
-- (graphile-private.ts). Runs at each start before schema.sql, whose triggers call it.

create schema if not exists engine;
revoke all on schema engine from public;

-- The tasks that the statements below make jobs of; the library adds them only when it first runs.
insert into graphile_worker._private_tasks (identifier) values ('agent'), ('timer')
on conflict (identifier) do nothing;

-- Events: one job for each subscriber. Of many events in one commit (300 travellers of one flight)
-- the later ones step back, so that a single event of somebody else does not wait for all of them.
create or replace function engine.carry(events bauhaus.outbox[]) returns void
language plpgsql as $$
declare
  made integer;
begin
  -- Events come here once, when they enter the outbox: no job of theirs is there to be replaced, and
  -- what graphile-worker's add_jobs does for that falls away.
  insert into graphile_worker._private_jobs (task_id, payload, key, priority)
  select (select k.id from graphile_worker._private_tasks k where k.identifier = 'agent'),
         json_build_object('agent', w.agent, 'event', w.event),
         'event:' || w.id || ':' || w.agent, w.priority + least(w.nth / 25, 9)
  from (
    select s.agent, s.priority, e.id, e.event,
           row_number() over (partition by s.agent order by e.id) as nth
      from unnest(events) e join engine.subscriptions s on s.event_type = e.type
  ) w
  on conflict (key) do nothing;
  get diagnostics made = row_count;
  if made > 0 then
    perform pg_notify('jobs:insert', json_build_object('r', random(), 'count', made)::text);
  end if;
end
$$;

-- add_job and remove_job in one statement instead of seven, as timers are what turns write most, and
-- without their notice, for which commits would wait for each other (Engine.lookIn).
-- A timer due after `engine.near_until()` has no job: most are set anew many times before that, and
-- whoever fetches jobs need not step over all that wait for weeks.
create or replace function engine.schedule_timer(t bauhaus.timers) returns void
language plpgsql as $$
declare
  job_key constant text := engine.timer_key(t.agent, t.actor_id, t.kind);
  wanted_at timestamptz;
  content json;
  urgency integer;
begin
  if t.due is null or t.due > engine.near_until() then
    -- One that is being worked on stays: its generation has passed.
    delete from graphile_worker._private_jobs j where j.key = job_key and j.locked_at is null;
    return;
  end if;
  wanted_at := engine.to_real(t.due);
  content := json_build_object('agent', t.agent, 'actorId', t.actor_id, 'kind', t.kind,
    'generation', t.generation, 'due', t.due, 'agencyId', t.agency_id, 'tripId', t.trip_id);
  urgency := coalesce((select s.priority from engine.subscriptions s
    where s.event_type = t.kind and s.agent = t.agent), 0);
  insert into graphile_worker._private_jobs as j (task_id, payload, run_at, key, priority)
  select k.id, content, wanted_at, job_key, urgency
    from graphile_worker._private_tasks k where k.identifier = 'timer'
  on conflict (key) do update
     set payload = excluded.payload, run_at = excluded.run_at, priority = excluded.priority,
         attempts = 0, last_error = null, revision = j.revision + 1, updated_at = now()
   where j.locked_at is null;
  if not found then
    -- Being worked on: a new job beside it, as the library makes it.
    perform graphile_worker.add_job('timer', content, run_at => wanted_at, job_key => job_key,
      priority => urgency);
  end if;
end
$$;

create or replace function engine.schedule_near_timers(at_most integer) returns integer
language plpgsql set search_path = '' as $$
declare
  latest constant timestamptz := engine.near_until();
  made integer := 0;
  t bauhaus.timers;
begin
  for t in
    select m.* from bauhaus.timers m
     where m.due <= latest
       and not exists (select from graphile_worker._private_jobs j
         where j.key = engine.timer_key(m.agent, m.actor_id, m.kind))
     -- One that a commit is about to change is left to that commit, which makes its job itself.
     order by m.due limit at_most for update skip locked
  loop
    perform engine.schedule_timer(t);
    made := made + 1;
  end loop;
  return made;
end
$$;
comment on function engine.schedule_near_timers(integer) is
  'Makes jobs of timers that have come near; answers how many.';
