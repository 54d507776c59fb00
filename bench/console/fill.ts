import type pg from 'pg';

/** What the desk of a busy agency has before it. */
export interface ConsoleSize {
  /** Flights of the next three days, each with a traveller. */
  readonly flights: number;
  readonly conversations: number;
  /** Of those: who waits for a person. */
  readonly waiting: number;
}

/**
 * Gives the one agency of a machine its travellers: each has a trip and a conversation of two
 * messages; the first ones fly soon, the others have landed.
 */
export const fillConsole = async (client: pg.Client, size: ConsoleSize): Promise<void> => {
  // What is written here is whole, so that foreign keys need not be looked up.
  await client.query('set session_replication_role = replica');
  await client.query(
    `create function pg_temp.id(name text) returns uuid language sql immutable as
     'select overlay(overlay(md5(name) placing ''4'' from 13) placing ''8'' from 17)::uuid'`,
  );
  await client.query(
    `create temporary table plan as
     select i, a.id as agency, a.sender, pg_temp.id('trip' || i) as trip,
            pg_temp.id('journey' || i) as journey, pg_temp.id('leg' || i) as leg,
            pg_temp.id('contact' || i) as contact, pg_temp.id('thread' || i) as thread,
            (array['Elena', 'Bruno', 'Carla', 'Diego', 'Nora'])[1 + i % 5] || ' '
              || (array['Paz', 'Sosa', 'Vera', 'Rey', 'Luna', 'Moreno', 'Romero'])[1 + i % 7]
              || ' ' || i as name,
            '+549115550' || lpad(i::text, 4, '0') as phone,
            'AR' || (1000 + i) as flight, d as departs,
            'AR' || (1000 + i) || '/AEP-' || iata || '/' || to_char(d, 'YYYY-MM-DD') as flight_key,
            iata, case when i > $1 then 'landed' else 'scheduled' end as status,
            now() - i * interval '3 minutes' as written
       from generate_series(1, $2::int) i
      cross join lateral (select date_trunc('minute', now()) + case when i > $1
          then interval '-30 days' else i * interval '72 hours' / $1 end as d) x
      cross join lateral (select (array['BRC', 'COR', 'MDZ', 'SLA', 'IGR'])[1 + i % 5] as iata) y
      cross join (select id, sender from bauhaus.agencies limit 1) a`,
    [size.flights, size.conversations],
  );
  await client.query(
    `insert into bauhaus.contacts (id, agency_id, name, call_name, phone, language, inserted_at,
       updated_at)
     select contact, agency, name, split_part(name, ' ', 1), phone, 'es', now(), now() from plan`,
  );
  await client.query(
    `insert into bauhaus.journeys (id, agency_id, reference) select journey, agency, 'J' || i
       from plan`,
  );
  await client.query(
    `insert into bauhaus.legs (id, agency_id, journey_id, flight_number, origin_iata,
       destination_iata, departure_date, flight_key, inserted_at)
     select leg, agency, journey, flight, 'AEP', iata, departs, flight_key, now() from plan`,
  );
  await client.query(
    `insert into bauhaus.trips (id, agency_id, journey_id, leg_id, contact_id, client_name,
       whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone,
       destination_zone, departure_date, flight_key, status, consent, inserted_at, updated_at)
     select trip, agency, journey, leg, contact, name, phone, 'es', flight, 'AEP', iata,
            'America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires', departs,
            flight_key, status,
            '{"how":"attested","at":"2026-01-01T00:00:00Z","by":"bench"}', now(), now()
       from plan`,
  );
  await client.query(
    `insert into bauhaus.conversation_threads (id, agency_id, sender, phone, last_inbound_at,
       inserted_at)
     select thread, agency, sender, phone, written, written from plan`,
  );
  await client.query(
    `insert into bauhaus.conversations (id, agency_id, thread_id, direction, text, provider_id, at)
     select pg_temp.id('word' || i || n), agency, thread, 'in',
            (array['At what time do we have to be at the airport?',
              'I missed my connection and know nobody to ask, could you call me today?'])[n],
            'SM' || md5(i || ' ' || n), written + (n - 2) * interval '1 minute'
       from plan cross join generate_series(1, 2) n`,
  );
  await client.query(
    `insert into bauhaus.tasks (agency_id, kind, severity, state, reason, facts, opened_at,
       updated_at)
     select agency, 'handoff', case when i % 20 = 0 then 'urgent' else 'normal' end, 'open',
            'asked', jsonb_build_object('conversationId', thread), written, written
       from plan where i <= $1`,
    [size.waiting],
  );
  await client.query('drop table plan; set session_replication_role = origin');
  await client.query('vacuum analyze');
};
