import type { Database } from './database.ts';
import { story, type Traveller } from './travellers.ts';
import type { AcceptedMessage } from './twilio.ts';

/** What is wrong at the end of a run; all lists are empty after a good one. */
export interface Verdict {
  /** Messages that a traveller should have got and did not. */
  readonly lost: readonly string[];
  /** Messages that the provider accepted more often than expected. */
  readonly duplicates: readonly string[];
  /** Contradictions between ledger and provider, untaken events, quarantined turns. */
  readonly inconsistencies: readonly string[];
}

interface LedgerRow {
  readonly id: string;
  readonly recipient: string;
  readonly name: string;
  readonly type: string;
  readonly status: string;
}

/** The trip's decisions, ledger rows and flight history in order, to explain a loss afterwards. */
const historyOf = async (database: Database, name: string): Promise<string> => {
  const lines = await database.query<{ line: string }>(
    `with trip as (select t.id, t.flight_key from bauhaus.trips t where t.client_name = $1)
     select to_char(l.at at time zone 'utc', 'DD HH24:MI:SS.MS') || ' ' || l.line as line from (
       select d.at, 1 as rank, d.id as nth,
              concat_ws(' ', d.event_type, d.decision, d.subject, d.rule, d.detail::text) as line
         from bauhaus.decisions d join trip on trip.id = d.trip_id
       union all
       select n.created_at, 2, n.seq,
              concat_ws(' ', 'ledger', n.notification_type, 'episode', n.episode,
                        n.delivery_status, n.error_message,
                        'sent', to_char(n.sent_at at time zone 'utc', 'HH24:MI:SS.MS'))
         from bauhaus.notifications_log n join trip on trip.id = n.trip_id
       union all
       select h.recorded_at, 0, h.id, concat_ws(' ', 'flight', h.status, h.source)
         from bauhaus.flight_status_history h join trip on trip.flight_key = h.flight_key) l
      order by l.at, l.rank, l.nth`,
    [name],
  );
  return lines.map(({ line }) => `\n      ${line}`).join('');
};

/** Compares what the provider accepted with what had to be sent, and the ledger with both. */
export const judge = async (
  database: Database,
  travellers: readonly Traveller[],
  accepted: readonly AcceptedMessage[],
): Promise<Verdict> => {
  const lost: string[] = [];
  const duplicates: string[] = [];
  const inconsistencies: string[] = [];

  const messagesById = Map.groupBy(accepted, (m) => m.ledgerId);
  for (const [id, messages] of messagesById) {
    const [first] = messages;
    if (messages.length > 1)
      duplicates.push(`${messages.length} × ${first?.type} to ${first?.to} (${id})`);
  }

  const ledger = await database.query<LedgerRow & Record<string, unknown>>(
    `select n.id, n.recipient, t.client_name as name,
            n.notification_type as type, n.delivery_status as status
       from bauhaus.notifications_log n left join bauhaus.trips t on t.id = n.trip_id`,
  );
  const rowsByName = Map.groupBy(ledger, (row) => row.name);
  for (const t of travellers) {
    const rows = rowsByName.get(t.name) ?? [];
    for (const type of new Set(story.map((step) => step.type))) {
      const ofType = rows.filter((row) => row.type === type);
      const expected = story.filter((step) => step.type === type).length;
      const actual = ofType.flatMap((row) => messagesById.get(row.id) ?? []).length;
      if (actual < expected) {
        const statuses = ofType.map((row) => row.status).join(', ') || 'not in the ledger';
        const history = await historyOf(database, t.name);
        lost.push(`${type} to ${t.phone}: ${actual} of ${expected} (${statuses})${history}`);
      }
      if (actual > expected)
        duplicates.push(`${type} to ${t.phone}: ${actual}, expected ${expected}`);
    }
  }
  for (const { id, status, type } of ledger) {
    const count = messagesById.get(id)?.length ?? 0;
    if (status === 'SENT' && count === 0)
      inconsistencies.push(`the ledger says ${type} ${id} was sent, the provider does not`);
    if (status !== 'SENT' && count > 0)
      inconsistencies.push(`the provider has ${type} ${id}, the ledger says ${status}`);
  }
  const ledgerIds = new Set(ledger.map(({ id }) => id));
  for (const [id, [message]] of messagesById)
    if (!ledgerIds.has(id))
      inconsistencies.push(`the provider has ${message?.type} that is in no ledger`);

  const [counts] = await database.query<Record<string, number>>(`select
    (select count(*)::int from bauhaus.trips) as trips,
    (select count(*)::int from bauhaus.quarantine) as quarantined,
    (select count(*)::int
       from graphile_worker.jobs
      where run_at <= now() - interval '5 seconds') as stuck_jobs,
    (select count(*)::int
       from bauhaus.outbox o join engine.subscriptions s on s.event_type = o.type
      where s.agent in (select i.agent from bauhaus.inbox i)
        and not exists (select from bauhaus.inbox i
                         where i.event_id = o.id and i.agent = s.agent)) as events_not_taken,
    (select count(*)::int
       from (select from bauhaus.decisions
              group by agent, actor_id, event_id, subject, rule, trip_id, detail, decision
             having count(*) > 1) d) as repeated_decisions`);
  if (counts?.['trips'] !== travellers.length)
    inconsistencies.push(`${counts?.['trips']} trips for ${travellers.length} bookings`);
  for (const [name, count] of Object.entries(counts ?? {}))
    if (name !== 'trips' && count > 0)
      inconsistencies.push(`${count} ${name.replaceAll('_', ' ')}`);
  return { lost, duplicates, inconsistencies };
};
