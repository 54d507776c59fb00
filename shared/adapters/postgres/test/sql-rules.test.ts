import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import {
  isArrival,
  isProviderFailure,
  ProviderStatus,
  providerRank,
  sendLeaseMs,
} from '#shared/domain/delivery.ts';
import { FiledAs, UploadedByType } from '#shared/domain/document.ts';
import { FlightFacts } from '#shared/domain/flight.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import { DeliveryStatus, type MessageContent, MessageType } from '#shared/domain/message.ts';
import { messageTypes, supersedes } from '#shared/domain/message-types.ts';
import { sweepPauseMs } from '#shared/domain/overdue.ts';
import { agencyRate } from '#shared/domain/rates.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { TaskSeverity, TaskState } from '#shared/domain/task.ts';
import { Language, TripStatus } from '#shared/domain/trip.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';
import { sqlRules } from '../sql-rules.ts';

const folder = 'supabase/schemas/functions/rules';

describe('the rules that SQL shares with shared/domain', () => {
  it('are the files that `npm run db:rules` makes', () => {
    const files = new Map(
      readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]),
    );
    expect(files).toEqual(new Map(sqlRules()));
  });
});

describe('in Postgres', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.close();
  });
  /** The one value of an expression for each row of arguments. */
  const valuesOf = async (
    expression: string,
    rows: readonly (readonly unknown[])[],
  ): Promise<unknown[]> => {
    const values: unknown[] = [];
    for (const row of rows) {
      const result = await client.query<{ value: unknown }>(`select ${expression} as value`, [
        ...row,
      ]);
      values.push(result.rows[0]?.value);
    }
    return values;
  };
  const types = MessageType.options.map((type) => [type]);

  it.each([
    ['alerts_agency_on_failure', 'alertsAgencyOnFailure'],
    ['is_conversational', 'conversational'],
    ['is_sent_after_withdrawal', 'sentAfterWithdrawal'],
    ['is_held_by_takeover', 'heldByTakeover'],
  ] as const)(
    'rules.%s says of every type of message what shared/domain says',
    async (fn, rule) => {
      expect(await valuesOf(`rules.${fn}($1)`, types)).toEqual(
        MessageType.options.map((type) => messageTypes[type][rule]),
      );
    },
  );

  it('a message supersedes those that it supersedes in shared/domain', async () => {
    const pairs = MessageType.options.flatMap((later) =>
      MessageType.options.map((failed) => [later, failed] as const),
    );
    expect(await valuesOf('rules.supersedes($1, $2)', pairs)).toEqual(
      pairs.map(([later, failed]) => supersedes(later, failed)),
    );
  });

  it('a status of the provider has the same rank, and none is as good as unknown', async () => {
    const statuses = [...ProviderStatus.options, 'lost', null];
    const rows = statuses.map((status) => [status]);
    expect(await valuesOf('rules.provider_rank($1)', rows)).toEqual(statuses.map(providerRank));
    expect(await valuesOf('rules.is_arrival($1)', rows)).toEqual(statuses.map(isArrival));
    expect(await valuesOf('rules.is_provider_failure($1)', rows)).toEqual(
      statuses.map(isProviderFailure),
    );
  });

  const milliseconds = (expression: string) => `extract(epoch from ${expression})::float8 * 1000`;

  it('leases and pauses are as long', async () => {
    const contents: readonly MessageContent[] = [
      { kind: 'text', text: 'x' },
      { kind: 'text', text: 'x', mediaUrl: 'https://travel.example.com/1.pdf' },
    ];
    expect(
      await valuesOf(
        milliseconds('rules.send_lease($1)'),
        contents.map((content) => [JSON.stringify(content)]),
      ),
    ).toEqual(contents.map(sendLeaseMs));
    const sweeps = [1, 2, 3, 6, 7, 8, 100];
    expect(
      await valuesOf(
        milliseconds('rules.sweep_pause($1)'),
        sweeps.map((n) => [n]),
      ),
    ).toEqual(sweeps.map(sweepPauseMs));
  });

  it('an agency has the same rate', async () => {
    const limits = [1, 5, 6, 7, 59, 60, 100_000];
    const rows = limits.map((limit) => [limit]);
    expect(await valuesOf('rules.agency_burst($1)', rows)).toEqual(
      limits.map((limit) => agencyRate(limit).burst),
    );
    expect(await valuesOf('rules.messages_per_minute($1)', [...rows, [null]])).toEqual([
      ...limits,
      effectiveSettings({}).rate_limiting.messages_per_minute,
    ]);
  });

  it.each([
    ['notifications_log', 'delivery_status', DeliveryStatus.options],
    ['trips', 'status', TripStatus.options],
    ['trips', 'language', Language.options],
    ['tasks', 'state', TaskState.options],
    ['tasks', 'severity', TaskSeverity.options],
    ['documents', 'type', FiledAs.options],
    ['documents', 'uploaded_by_type', UploadedByType.options],
    ['itineraries', 'status', Itinerary.shape.status.options],
    ['flight_status_history', 'source', FlightFacts.shape.source.options],
  ])(
    '%s.%s may hold what shared/domain knows, and nothing else',
    async (table, column, options) => {
      const { rows } = await client.query<{ condition: string }>(
        `select c.check_clause as condition
           from information_schema.check_constraints c
           join information_schema.constraint_column_usage u
             using (constraint_schema, constraint_name)
          where u.table_schema = 'bauhaus' and u.table_name = $1 and u.column_name = $2`,
        [table, column],
      );
      const allowed = [...(rows[0]?.condition ?? '').matchAll(/'([^']+)'::text/g)].map(
        ([, value]) => value,
      );
      expect(allowed.sort()).toEqual([...options].sort());
    },
  );
});
