import type pg from 'pg';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import { day, plus } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightOfDay } from '#shared/ports/flight-sandbox.ts';
import type { ChatKey } from './phone/chats.ts';
import type { ChatPeople } from './phone/phone-page.ts';

/** A traveller's number as the agency of the sender keeps it; clear where there is no agency. */
const sealedNumber = async (
  pool: pg.Pool,
  sealing: Sealing,
  { sender, traveller }: ChatKey,
): Promise<unknown> => {
  const { rows } = await pool.query<{ id: string }>(
    'select id from bauhaus.agencies where sender = $1 limit 1',
    [sender],
  );
  const [agency] = rows;
  return agency ? (await sealing.of(agency.id)).seal(traveller, 'number') : traveller;
};

/** Looks up the names behind the two numbers of a chat, and the traveller's time zone. */
export const phonePeople =
  (pool: pg.Pool, clock: Clock, sealing: Sealing) =>
  async ({ sender, traveller }: ChatKey): Promise<ChatPeople> => {
    const number = await sealedNumber(pool, sealing, { sender, traveller });
    const { rows } = await pool.query<{
      agency: string;
      names: string[] | null;
      roles: string[] | null;
      zone: string | null;
      passengers: string[];
    }>(
      `select a.name as agency, t.names, t.roles, t.zone,
              array(select p.call_name
                      from bauhaus.trips f
                      join bauhaus.trip_passengers j on j.trip_id = f.id and j.left_at is null
                      join bauhaus.passengers p on p.id = j.passenger_id
                     where f.agency_id = a.id and f.whatsapp = $2
                     group by p.call_name order by min(p.seq)) as passengers
         from bauhaus.agencies a
         left join lateral (
           select array_agg(distinct t.client_name order by t.client_name) as names,
                  array_agg(distinct t.role) as roles,
                  (array_agg(
                     case when coalesce(t.estimated_arrival,
                                        t.departure_date + interval '12 hours') <= $3
                       then t.destination_zone else t.origin_zone end
                     order by abs(extract(epoch from t.departure_date - $3))))[1] as zone
             from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = $2) t on true
        where a.sender = $1 limit 1`,
      [sender, number, clock.now()],
    );
    const row = rows[0];
    const [role, ...otherRoles] = row?.roles ?? [];
    return {
      agencyName: row?.agency ?? null,
      travellerName: row?.names?.join(', ') ?? null,
      role: role !== undefined && otherRoles.length === 0 ? role : null,
      passengers: row?.passengers ?? [],
      zone: row?.zone ?? null,
    };
  };

/** Flights further away than this are of no interest on the phone page. */
const horizonMs = 2 * day;
const maxFlights = 6;

/** Looks up the flights of a chat's traveller that are under way or near, the next first. */
export const phoneFlights =
  (pool: pg.Pool, clock: Clock, sealing: Sealing) =>
  async ({ sender, traveller }: ChatKey): Promise<readonly FlightOfDay[]> => {
    const now = clock.now();
    const number = await sealedNumber(pool, sealing, { sender, traveller });
    const { rows } = await pool.query<{ flight_key: string }>(
      `select t.flight_key
         from bauhaus.trips t join bauhaus.agencies a on a.id = t.agency_id
        where a.sender = $1 and t.whatsapp = $2 and t.status <> 'withdrawn'
          and t.departure_date > $3 and t.departure_date < $4
        group by t.flight_key order by min(t.departure_date) limit $5`,
      [sender, number, plus(now, -day), plus(now, horizonMs), maxFlights],
    );
    return rows.map(({ flight_key }) => flightKeyParts(flight_key));
  };
