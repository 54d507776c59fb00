-- Turns the tables of supabase/schemas into the queue of one machine: every row of a commit that
-- needs an action becomes a job of graphile-worker in the same transaction. Runs at each start,
-- after the migrations of both, and may be repeated.
-- Trigger functions are `security definer`, since a turn runs as a role without rights on the
-- queue. They look rows up by key, so their plans may be cached. Functions that they call inherit
-- the empty search_path: setting it again costs at every call.

create table if not exists engine.subscriptions (
  event_type text not null,
  agent text not null,
  priority integer not null,
  primary key (event_type, agent)
);
comment on table engine.subscriptions is
  'Which agents get an event, from the event catalogue; written at each start.';

create table if not exists engine.clock (
  one boolean primary key default true check (one),
  virtual_base timestamptz not null,
  real_base timestamptz not null,
  speed double precision not null check (speed >= 1),
  reached timestamptz not null
);
comment on table engine.clock is
  'The agents'' time: virtual_base at real_base, running `speed` times as fast. No time after '
  '`reached` has been given out, so a restart continues from there.';

create table if not exists engine.simulated_flights (
  flight_key text primary key,
  departure timestamptz not null,
  since timestamptz not null,
  story text
);
comment on table engine.simulated_flights is
  'Flights that the flight simulator shows because they were booked, by number, route and date, '
  'and since when.';

create table if not exists engine.flight_stories (
  flight text not null,
  nth integer not null,
  item jsonb not null,
  at timestamptz not null,
  told_at timestamptz not null,
  primary key (flight, nth)
);
comment on table engine.flight_stories is
  'What was told of flights of the simulator, by number, route and date, in the order of telling.';

create or replace function engine.to_real(at timestamptz) returns timestamptz
language plpgsql stable as $$
begin
  return coalesce((select c.real_base + (at - c.virtual_base) / c.speed from engine.clock c), at);
end
$$;
comment on function engine.to_real(timestamptz) is
  'The instant on this server''s clock at which the agents'' time reaches `at`.';

create or replace function engine.publish_events() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  if exists (select from inserted) then
    perform engine.publish((select array_agg(i::bauhaus.outbox) from inserted i));
  end if;
  return null;
end
$$;
comment on function engine.publish_events() is 'Makes jobs of the events that a statement inserts.';
create or replace trigger engine_publish_events after insert on bauhaus.outbox
  referencing new table as inserted for each statement execute function engine.publish_events();

-- The jobs are in the same transaction, so the event is published and not left to the sweeper.
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
comment on function engine.timer_key(text, text, text) is 'The key of a timer''s job.';

create or replace function engine.near_until() returns timestamptz language plpgsql stable as $$
declare
  real_limit constant timestamptz := now() + interval '15 minutes';
begin
  return coalesce(
    (select c.virtual_base + (real_limit - c.real_base) * c.speed from engine.clock c), real_limit);
end
$$;
comment on function engine.near_until() is
  'Timers due until then, in the agents'' time, are near and have a job: fifteen real minutes.';

create or replace function engine.schedule_timers() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
declare
  near_until constant timestamptz := engine.near_until();
begin
  -- A timer that was not near and still is not has no job to change.
  if new.due <= near_until or new.due is null or tg_op = 'UPDATE' and old.due <= near_until then
    perform engine.schedule_timer(new);
  end if;
  return null;
end
$$;
comment on function engine.schedule_timers() is 'Keeps the job of a timer that is set or cleared.';
create or replace trigger engine_timer_set after insert on bauhaus.timers
  for each row when (new.due is not null) execute function engine.schedule_timers();
-- Not for `sweeps` and `swept_at`, which the sweeper writes.
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
comment on function engine.schedule_send(bauhaus.notifications_log) is
  'Makes or moves the job that claims a waiting message.';

create or replace function engine.schedule_sends() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform engine.schedule_send(m) from bauhaus.notifications_log m
    where m.id = new.id and m.delivery_status in ('PENDING', 'UNKNOWN')
      -- A later change in the same transaction fires the trigger again.
      and m.next_attempt_at = new.next_attempt_at;
  return null;
end
$$;
comment on function engine.schedule_sends() is 'Makes jobs of messages that still wait at commit.';

-- Deferred to the commit: most messages are claimed by the transaction that decides them and need
-- no job.
drop trigger if exists engine_send_set on bauhaus.notifications_log;
create constraint trigger engine_send_set after insert on bauhaus.notifications_log
  deferrable initially deferred for each row
  when (new.next_attempt_at is not null and new.delivery_status <> 'SENDING')
  execute function engine.schedule_sends();
drop trigger if exists engine_send_moved on bauhaus.notifications_log;
create constraint trigger engine_send_moved after update on bauhaus.notifications_log
  deferrable initially deferred for each row
  when (new.next_attempt_at is not null and new.delivery_status <> 'SENDING'
        and (new.next_attempt_at is distinct from old.next_attempt_at
          or new.delivery_status <> old.delivery_status))
  execute function engine.schedule_sends();

create or replace function engine.schedule_delivery() returns trigger
language plpgsql security definer set search_path = ''
  set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform engine.add_delivery_job(new);
  return null;
end
$$;
comment on function engine.schedule_delivery() is
  'Keeps the job of a delivery to a system of an agency.';

create or replace function engine.add_delivery_job(d bauhaus.webhook_deliveries) returns void
language sql as $$
  select graphile_worker.add_job(
    'deliver',
    json_build_object('id', d.id, 'agencyId', d.agency_id),
    run_at => engine.to_real(d.next_attempt_at),
    job_key => 'deliver:' || d.id,
    -- Behind what travellers wait for.
    priority => 20)
$$;
comment on function engine.add_delivery_job(bauhaus.webhook_deliveries) is
  'Makes or moves the job that tries a delivery.';

create or replace trigger engine_delivery_set after insert on bauhaus.webhook_deliveries
  for each row when (new.state = 'pending') execute function engine.schedule_delivery();
create or replace trigger engine_delivery_moved after update on bauhaus.webhook_deliveries
  for each row when (new.state = 'pending'
    and new.next_attempt_at is distinct from old.next_attempt_at)
  execute function engine.schedule_delivery();

create or replace function engine.reschedule() returns void language sql set search_path = '' as $$
  with unpublished as (
    update bauhaus.outbox o set published_at = emitted_at where published_at is null returning o)
  select engine.publish(array_agg(o)) from unpublished;
  select engine.schedule_timer(t) from bauhaus.timers t where t.due is not null;
  select engine.schedule_send(m) from bauhaus.notifications_log m
    where m.delivery_status in ('PENDING', 'UNKNOWN');
  select engine.add_delivery_job(d) from bauhaus.webhook_deliveries d where d.state = 'pending';
$$;
comment on function engine.reschedule() is
  'Makes the jobs of everything that waits: after a change of speed, or on a database that ran '
  'without this engine.';
