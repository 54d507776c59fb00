import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { minute, plus } from '#shared/domain/instant.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { type BenchTrip, senderOf } from './workload.ts';

/** Creates the peers' tables: trips, and the messages sent, since a job may run twice. */
export const createPlainTables = async (
  url: string,
  trips: readonly BenchTrip[],
): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    create table trips (
      id int primary key,
      flight text not null,
      phone text not null,
      sender text not null,
      name text not null);
    create table messages (
      trip_id int,
      type text,
      sid text not null,
      sent_at timestamptz not null default now(),
      primary key (trip_id, type))`);
  await client.query(
    `insert into trips
     select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[])`,
    [
      trips.map((t) => t.n),
      trips.map((t) => t.flight),
      trips.map((t) => t.phone),
      trips.map((t) => senderOf(t.n)),
      trips.map((t) => t.name),
    ],
  );
  await client.query('create index on trips (flight)');
  await client.end();
};

/** Ids of the trips on a flight. */
export const tripsOn = async (pool: pg.Pool, flight: string): Promise<readonly number[]> =>
  (await pool.query<{ id: number }>('select id from trips where flight = $1', [flight])).rows.map(
    ({ id }) => id,
  );

/**
 * Sends a trip's message unless it was sent before, and records it.
 * @throws where the provider did not confirm acceptance, which makes the queue retry.
 */
export const notify = async (
  pool: pg.Pool,
  sender: MessageSender,
  tripId: number,
): Promise<void> => {
  const { rows } = await pool.query<{
    phone: string;
    sender: string;
    name: string;
    sid: string | null;
  }>(
    `select t.phone, t.sender, t.name, m.sid
       from trips t left join messages m on m.trip_id = t.id and m.type = 'delayed'
      where t.id = $1`,
    [tripId],
  );
  const [trip] = rows;
  if (!trip || trip.sid !== null) return;
  const outcome = await sender.send({
    id: randomUUID(),
    from: trip.sender,
    to: trip.phone,
    content: {
      kind: 'template',
      template: 'bh_cancelled_v1',
      language: 'en',
      variables: {},
      text: `${trip.name}: delayed`,
    },
    deadline: plus(new Date().toISOString(), minute),
  });
  if (outcome.kind !== 'accepted') throw new Error(outcome.kind);
  await pool.query(
    "insert into messages (trip_id, type, sid) values ($1, 'delayed', $2) on conflict do nothing",
    [tripId, outcome.providerId],
  );
};
