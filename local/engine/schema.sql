-- What makes the tables of supabase/schemas the queue of one machine: whatever a commit writes that
-- somebody must act on becomes a job of graphile-worker in the same transaction. Runs at each
-- start, after the migrations of both; repeating it changes nothing. The functions are their
-- owner's (security definer): a turn runs as a role that may not touch the queue. What they find
-- they find by key: plans are kept. Those called by others here have no search_path of their own
-- (setting it again costs at every call): they inherit the empty one.

create table if not exists engine.subscriptions (
  event_type text not null,
  agent text not null,
  priority integer not null,
  primary key (event_type, agent)
);
comment on table engine.subscriptions is
  'Who hears what, from the event catalogue; written at each start.';

create table if not exists engine.clock (
  one boolean primary key default true check (one),
  virtual_base timestamptz not null,
  real_base timestamptz not null,
  speed double precision not null check (speed >= 1),
  reached timestamptz not null
);
comment on table engine.clock is
  'The time the agents live in: virtual_base at real_base, running `speed` times as fast; never '
  'told beyond `reached`.';

create table if not exists engine.simulated_flights (
  flight_key text primary key,
  departure timestamptz not null,
  since timestamptz not null,
  story text
);
comment on table engine.simulated_flights is
  'Flights that exist in the flight simulator because somebody booked them, and since when.';

create or replace function engine.to_real(at timestamptz) returns timestamptz
language plpgsql stable as $$
begin
  return coalesce((select c.real_base + (at - c.virtual_base) / c.speed from engine.clock c), at);
end
$$;
comment on function engine.to_real(timestamptz) is
  'When, on this server''s clock, the agents'' time reaches an instant.';

create or replace function engine.carry_events() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  if exists (select from fresh) then
    perform engine.publish((select array_agg(f::bauhaus.outbox) from fresh f));
  end if;
  return null;
end
$$;
create or replace trigger engine_publish_events after insert on bauhaus.outbox
  referencing new table as fresh for each statement execute function engine.publish_events();

-- The jobs stand in the same transaction, so the event counts as published: the sweeper need not look
-- at it.
create or replace function engine.mark_published() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.published_at := new.emitted_at;
  return new;
end
$$;
create or replace trigger engine_mark_published before insert on bauhaus.outbox
  for each row execute function engine.mark_published();

create or replace function engine.timer_key(agent text, actor_id text, kind text) returns text
language sql immutable as $$
  select 'timer:' || agent || ':' || actor_id || ':' || kind
$$;

create or replace function engine.near_until() returns timestamptz language plpgsql stable as $$
declare
  real constant timestamptz := now() + interval '15 minutes';
begin
  return coalesce((select c.virtual_base + (real - c.real_base) * c.speed from engine.clock c),
    real);
end
$$;
comment on function engine.near_until() is 'Until when a timer is near, in the agents'' time.';

create or replace function engine.schedule_timers() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
declare
  latest constant timestamptz := engine.near_until();
begin
  -- Far off before and now: it has no job.
  if new.due <= latest or new.due is null or tg_op = 'UPDATE' and old.due <= latest then
    perform engine.schedule_timer(new);
  end if;
  return null;
end
$$;
create or replace trigger engine_timer_set after insert on bauhaus.timers
  for each row when (new.due is not null) execute function engine.schedule_timers();
-- What the sweeper notes of its own tries is no reason to schedule anew.
create or replace trigger engine_timer_moved after update on bauhaus.timers
  for each row when ((new.due, new.generation) is distinct from (old.due, old.generation))
  execute function engine.schedule_timers();

create or replace function engine.schedule_send(m bauhaus.notifications_log) returns void
language sql as $$
  select graphile_worker.add_job(
    'send',
    json_build_object('id', m.id, 'agencyId', m.agency_id),
    run_at => engine.to_real(m.next_attempt_at),
    job_key => 'send:' || m.id,
    priority => case when m.critical then 0 else 10 end)
$$;

-- Deferred to the commit: most messages are claimed by the transaction that decides them, and those
-- need no job.
create or replace function engine.schedule_sends() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform engine.schedule_send(m) from bauhaus.notifications_log m
    where m.id = new.id and m.delivery_status in ('PENDING', 'UNKNOWN')
      -- a later change of the same transaction has a turn of its own
      and m.next_attempt_at = new.next_attempt_at;
  return null;
end
$$;
drop trigger if exists engine_message_waits on bauhaus.notifications_log;
create constraint trigger engine_message_waits after insert on bauhaus.notifications_log
  deferrable initially deferred for each row
  when (new.next_attempt_at is not null and new.delivery_status <> 'SENDING')
  execute function engine.schedule_sends();
drop trigger if exists engine_message_waits_on on bauhaus.notifications_log;
create constraint trigger engine_message_waits_on after update on bauhaus.notifications_log
  deferrable initially deferred for each row
  when (new.next_attempt_at is not null and new.delivery_status <> 'SENDING'
        and (new.next_attempt_at is distinct from old.next_attempt_at
          or new.delivery_status <> old.delivery_status))
  execute function engine.schedule_sends();

-- After a start with another speed, or on a database that lived without this engine, whatever waits
-- is set anew.
create or replace function engine.reschedule() returns void language sql set search_path = '' as $$
  with waiting as (update bauhaus.outbox o set published_at = emitted_at where published_at is null
    returning o)
    select engine.publish(array_agg(o)) from waiting;
  select engine.schedule_timer(t) from bauhaus.timers t where t.due is not null;
  select engine.schedule_send(m) from bauhaus.notifications_log m
    where m.delivery_status in ('PENDING', 'UNKNOWN');
$$;
