import type pg from 'pg';

/** What a trip has left in the database, by table: as measured for docs/cost.md. */
const perTrip = { turns: 17, decisions: 20, events: 8, messages: 8, timers: 3 } as const;
/** Days that rows are kept which the bench would otherwise only write to purge them. */
const kept = { inbox: 36, outbox: 8 } as const;

/**
 * Gives every trip the life it has had: trip `i` was booked `i % days` days before `now`, and left
 * what trips leave. The last day of inbox and outbox is past its retention, and waits to be purged.
 */
export const fillHistory = async (
  client: pg.Client,
  { now, days }: { readonly now: string; readonly days: number },
): Promise<void> => {
  await client.query('set session_replication_role = replica; set synchronous_commit = off');
  await client.query(
    `create temporary table life as
     select t.id, t.agency_id, t.whatsapp, a.sender,
            $1::timestamptz - (row_number() over (order by t.id) % $2::int) * interval '1 day'
              - random() * interval '1 day' as at
       from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id`,
    [now, days],
  );
  await client.query(
    `insert into bauhaus.actors (agent, actor_id, agency_id, version, schema_version, state,
       updated_at)
     select g, id::text, agency_id, 9, 1, jsonb_build_object('facts', repeat('state ', 250)), at
       from life, unnest(array['notifications', 'itinerary']) g`,
  );
  await client.query(
    `insert into bauhaus.inbox (agent, actor_id, event_id, agency_id, taken_at)
     select 'notifications', id::text, md5(id::text || n)::uuid, agency_id,
            at + n * interval '1 hour'
       from life, generate_series(1, $2::int) n
      where at > $1::timestamptz - $3::int * interval '1 day' order by at`,
    [now, perTrip.turns, kept.inbox],
  );
  await client.query(
    `insert into bauhaus.outbox (id, agency_id, type, event, emitted_at, published_at)
     select md5('event' || id::text || n)::uuid, agency_id, 'FlightStatusChanged',
            jsonb_build_object('id', id, 'data', repeat('facts ', 150)), at, at
       from life, generate_series(1, $2::int) n
      where at > $1::timestamptz - $3::int * interval '1 day' order by at`,
    [now, perTrip.events, kept.outbox],
  );
  await client.query(
    `insert into bauhaus.timers (agent, actor_id, kind, generation, due, agency_id, trip_id,
       updated_at, is_far)
     select 'notifications', id::text, k, 3,
            case when k = 'BoardingDue' then at + interval '100 days' end, agency_id, id, at,
            k = 'BoardingDue'
       from life, unnest(array['BoardingDue', 'ReminderDue', 'HoldEnded']) k`,
  );
  await client.query(
    `insert into bauhaus.decisions (agency_id, trip_id, agent, actor_id, event_id, event_type,
       decision, subject, rule, detail, at)
     select agency_id, id, 'notifications', id::text, gen_random_uuid(), 'FlightStatusChanged',
            'suppressed', 'delayed', 'small_change', '{"minutes": 7, "threshold": 15}', at
       from life, generate_series(1, $1::int) order by at`,
    [perTrip.decisions],
  );
  await client.query(
    `insert into bauhaus.notifications_log (agency_id, trip_id, effect_key, idempotency_hash,
       notification_type, episode, sender, recipient, content, told, critical, even_if_opted_out,
       delivery_status, provider_id, provider_status, attempts, due_at, last_tried_at, sent_at,
       event_id, correlation_id, created_at, updated_at)
     select agency_id, id, id::text || n, substr(md5(id::text || n), 1, 16), 'delayed', n, sender,
            whatsapp, jsonb_build_object('kind', 'text', 'text', repeat('word ', 60)), '{}', false,
            false, 'SENT', 'SM' || md5(id::text || n), 'read', 1, at, at, at, gen_random_uuid(),
            gen_random_uuid(), at, at
       from life, generate_series(1, $1::int) n order by at`,
    [perTrip.messages],
  );
  await client.query('drop table life; set session_replication_role = origin');
  await client.query('vacuum analyze');
};
