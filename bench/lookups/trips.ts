import type pg from 'pg';

/** The agencies that the trips are spread over. */
export const agencyCount = 100;

/**
 * Fills an empty database with trips, each a journey of one passenger on one leg: twenty
 * passengers to a flight and four trips to a contact; departures over two years.
 */
export const fillTrips = async (client: pg.Client, trips: number): Promise<void> => {
  // What is written here is whole, so that foreign keys need not be looked up a million times.
  await client.query('set session_replication_role = replica');
  await client.query(
    `insert into bauhaus.agencies (id, name, sender)
     select gen_random_uuid(), 'Agency ' || i, '+12025550' || lpad(i::text, 3, '0')
       from generate_series(1, $1::int) i`,
    [agencyCount],
  );
  // Of version 4, which is what the answers are checked for.
  await client.query(
    `create function pg_temp.id(name text) returns uuid language sql immutable as
     'select overlay(overlay(md5(name) placing ''4'' from 13) placing ''8'' from 17)::uuid'`,
  );
  await client.query(
    `create temporary table plan as
     select i, pg_temp.id('trip' || i) as trip, pg_temp.id('journey' || i) as journey,
            pg_temp.id('leg' || i) as leg, pg_temp.id('passenger' || i) as passenger,
            pg_temp.id('contact' || i % 250000) as contact,
            a.id as agency,
            'Traveller ' || (i % 250000) as name,
            '+5491155' || lpad((i % 250000)::text, 6, '0') as phone,
            'BA' || (1 + f % 9000) as flight, d as departs,
            'BA' || (1 + f % 9000) || '/LHR-CPH/' || to_char(d, 'YYYY-MM-DD') as flight_key,
            case when i % 10 = 0 then 'withdrawn' when i % 3 = 0 then 'landed' else 'booked' end
              as status
       from generate_series(1, $1::int) i
      cross join lateral (select i / 20 as f) x
      cross join lateral (select timestamptz '2026-01-01'
                                 + (f * 7919 % 730) * interval '1 day'
                                 + (f % 24) * interval '1 hour' as d) y
       join (select id, row_number() over () - 1 as n from bauhaus.agencies) a
         on a.n = i % 250000 % $2::int`,
    [trips, agencyCount],
  );
  await client.query(
    `insert into bauhaus.contacts (id, agency_id, name, call_name, phone, language, inserted_at,
       updated_at)
     select distinct on (contact) contact, agency, name, 'Traveller', phone, 'es', now(), now()
       from plan`,
  );
  await client.query(
    `insert into bauhaus.journeys (id, agency_id, reference, withdrawn_at)
     select journey, agency, 'J' || i, case when status = 'withdrawn' then now() end from plan`,
  );
  await client.query(
    `insert into bauhaus.passengers (id, agency_id, journey_id, name, call_name, inserted_at)
     select passenger, agency, journey, name, 'Traveller', now() from plan`,
  );
  await client.query(
    `insert into bauhaus.legs (id, agency_id, journey_id, flight_number, origin_iata,
       destination_iata, departure_date, flight_key, inserted_at)
     select leg, agency, journey, flight, 'LHR', 'CPH', departs, flight_key, now() from plan`,
  );
  await client.query(
    `insert into bauhaus.trips (id, agency_id, journey_id, leg_id, contact_id, client_name,
       whatsapp, language, flight_number, origin_iata, destination_iata, origin_zone,
       destination_zone, departure_date, flight_key, status, consent, inserted_at, updated_at)
     select trip, agency, journey, leg, contact, name, phone, 'es', flight, 'LHR', 'CPH',
            'Europe/London', 'Europe/Copenhagen', departs, flight_key, status,
            '{"how":"attested","at":"2026-01-01T00:00:00Z","by":"bench"}', now(), now()
       from plan`,
  );
  await client.query(
    `insert into bauhaus.trip_passengers (agency_id, trip_id, passenger_id, reference, booked_as,
       joined_at, left_at)
     select agency, trip, passenger, 'R' || i, '', now(),
            case when status = 'withdrawn' then now() end
       from plan`,
  );
  await client.query(
    `insert into bauhaus.flight_status_history (
       flight_key, flight_number, flight_date, status, source, recorded_at)
     select distinct flight_key, flight_number, local_departure_date::date,
            'scheduled', 'look', departure_date - h * interval '1 hour'
       from bauhaus.trips cross join generate_series(1, 5) h`,
  );
  await client.query('drop table plan; set session_replication_role = origin');
  await client.query('vacuum analyze');
};
