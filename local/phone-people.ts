import type pg from 'pg';
import type { Clock } from '#shared/ports/clock.ts';
import type { ChatKey } from './phone/chats.ts';
import type { ChatPeople } from './phone/phone-page.ts';

/** Looks up the names behind the two numbers of a chat, and the traveller's time zone. */
export const phonePeople =
  (pool: pg.Pool, clock: Clock) =>
  async ({ sender, traveller }: ChatKey): Promise<ChatPeople> => {
    const { rows } = await pool.query<{
      agency: string;
      names: string[] | null;
      zone: string | null;
    }>(
      `select a.name as agency, t.names, t.zone
         from bauhaus.agencies a
         left join lateral (
           select array_agg(distinct t.client_name order by t.client_name) as names,
                  (array_agg(
                     case when coalesce(t.estimated_arrival,
                                        t.departure_date + interval '12 hours') <= $3
                       then t.destination_zone else t.origin_zone end
                     order by abs(extract(epoch from t.departure_date - $3))))[1] as zone
             from bauhaus.trips t where t.agency_id = a.id and t.whatsapp = $2) t on true
        where a.sender = $1 limit 1`,
      [sender, traveller, clock.now()],
    );
    const row = rows[0];
    return {
      agencyName: row?.agency ?? null,
      travellerName: row?.names?.join(', ') ?? null,
      zone: row?.zone ?? null,
    };
  };
