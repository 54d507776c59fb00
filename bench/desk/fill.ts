import type pg from 'pg';

/** What the desk of the busiest agency has before it, and what lies behind it. */
export interface DeskSize {
  readonly openIncidents: number;
  readonly closedIncidents: number;
  /** Of the last three days, which is as long as they are kept. */
  readonly changes: number;
}

/** Messages about each trip of the agency: what its people have heard is counted in them. */
const messagesOfTrip = 10;

/**
 * Gives one agency of an installation with trips its incidents, each with tasks of three kinds
 * about two trips, and all of them what has changed; answers its id.
 */
export const fillDesk = async (client: pg.Client, size: DeskSize): Promise<string> => {
  const { rows } = await client.query<{ id: string }>('select id from bauhaus.agencies limit 1');
  const agency = rows[0]?.id;
  if (agency === undefined) throw new Error('there is no agency');
  await client.query('set session_replication_role = replica');
  await client.query(
    `create temporary table numbered as
     select id, journey_id, row_number() over () as n, count(*) over () as trips
       from bauhaus.trips where agency_id = $1`,
    [agency],
  );
  await client.query(
    `insert into bauhaus.incidents (agency_id, kind, subject, state, severity, urgent_from,
       deadline, people, unreached, minors, tasks_open, kinds, opened_at, updated_at, closed_at,
       closed_reason)
     select $1, case when i % 4 = 0 then 'journey' else 'flight' end,
            case when i % 4 = 0 then t.journey_id::text else 'BA1/LHR-CPH/' || i end,
            case when i > $2 then 'done' when i % 10 = 0 then 'claimed' else 'open' end,
            case when i % 20 = 0 then 'urgent' else 'normal' end,
            case when i % 3 = 0 then d - interval '3 hours' end, d, 1 + i % 40, i % 4, i % 3,
            case when i > $2 then 0 else 6 end, '{cancelled,call}', now(), now(),
            case when i > $2 then now() end, case when i > $2 then 'reached' end
       from generate_series(1, $2::int + $3::int) i
       join numbered t on t.n = i % t.trips + 1
      cross join lateral (select now() + (i * 7919 % 20000) * interval '1 minute' as d) x`,
    [agency, size.openIncidents, size.closedIncidents],
  );
  await client.query(
    `insert into bauhaus.tasks (agency_id, trip_id, kind, severity, state, reason, opened_at,
       updated_at, incident_id)
     select $1, t.id, k, 'normal', 'open', 'it happened', now() - interval '1 hour', now(), i.id
       from (select id, row_number() over () as n from bauhaus.incidents where state <> 'done') i
       join numbered t on t.n in (2 * i.n - 1, 2 * i.n)
      cross join unnest(array['cancelled', 'long_delay',
              case when i.n % 4 = 0 then 'call' else 'critical_unsent' end]) k`,
    [agency],
  );
  await client.query(
    `insert into bauhaus.notifications_log (agency_id, trip_id, effect_key, idempotency_hash,
       notification_type, episode, sender, recipient, content, told, critical, even_if_opted_out,
       delivery_status, provider_status, due_at, event_id, correlation_id, created_at, updated_at)
     select $1, t.id, t.id || ':' || m, left(md5(t.id::text || m), 16), 'delayed', m,
            '+12025550001', '+5491155550100',
            '{"kind": "text", "text": "It leaves later."}', '{}', false, false,
            'SENT', 'delivered', now(), gen_random_uuid(), gen_random_uuid(),
            now() - m * interval '1 day', now()
       from numbered t cross join generate_series($2::int - 1, 0, -1) m order by m desc`,
    [agency, messagesOfTrip],
  );
  await client.query(
    `insert into bauhaus.changes (agency_id, xid, topic, subject, at)
     select a.id, (i + 3)::text::xid8, t, md5(i::text)::uuid::text,
            now() - i * interval '3 days' / $1
       from (select id, row_number() over () as n from bauhaus.agencies) a
       join generate_series(1, $1::int / 3) i on i % 100 = a.n % 100
      cross join unnest(array['journey', 'conversation', 'incident']) t`,
    [size.changes],
  );
  await client.query('drop table numbered; set session_replication_role = origin');
  await client.query('vacuum analyze');
  return agency;
};
