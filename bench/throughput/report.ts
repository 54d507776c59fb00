import type { Latency } from '../latency.ts';

/** A storm: ms until its last message, and until an unrelated critical message was sent. */
export interface StormTimes {
  readonly lastMs: number;
  readonly unrelatedMs: number;
}

/** What the throughput bench has measured. */
export interface ThroughputReport {
  readonly sizes: { readonly oneFlight: number; readonly manyFlights: number };
  readonly offeredPerSecond: number;
  readonly booking: { readonly tripsPerSecond: number };
  readonly confirming: { readonly turnsPerSecond: number };
  readonly latency: Latency;
  readonly sustained: {
    readonly perSecond: number;
    readonly maxRequests: number;
    readonly maxTurns: number;
    readonly rpcPerTurn: number;
    readonly callbacks: number;
    /** Processor time for each notification. */
    readonly cpuMs: Readonly<Record<'node' | 'postgres' | 'provider', number>>;
  };
  readonly oneFlight: StormTimes;
  readonly manyFlights: StormTimes;
  /** The same requests from bare graphile-worker jobs. */
  readonly baseline: { readonly latency: Latency; readonly perSecond: number };
}

const wholeMs = (value: number): string => `${value.toFixed(0)} ms`;
const preciseMs = (value: number): string => `${value.toFixed(2)} ms`;
const row = (name: string, value: string, baseline = '', ratio = ''): string =>
  [`| ${name.padEnd(58)}`, value.padStart(12), baseline.padStart(9), `${ratio.padStart(6)} |`].join(
    ' | ',
  );

/** The report as a Markdown table with a note on its conditions. */
export const formatReport = (report: ThroughputReport): string => {
  const { sizes, latency, sustained, baseline, oneFlight, manyFlights } = report;
  return [
    '',
    row('', 'here', 'bare job', 'ratio'),
    row('-'.repeat(58), '-'.repeat(12), '-'.repeat(9), '-'.repeat(6)),
    ...(['p50', 'p95', 'p99'] as const).map((p) =>
      row(
        `event to request at ${report.offeredPerSecond}/s, ${p}`,
        wholeMs(latency[p]),
        wholeMs(baseline.latency[p]),
        (latency[p] / baseline.latency[p]).toFixed(1),
      ),
    ),
    row(
      'notifications a second, sustained',
      sustained.perSecond.toFixed(0),
      baseline.perSecond.toFixed(0),
      (sustained.perSecond / baseline.perSecond).toFixed(2),
    ),
    row('turns at the same time, maximum', String(sustained.maxTurns)),
    row('requests to the provider at the same time, maximum', String(sustained.maxRequests)),
    row(
      'rpc calls for each notifications turn, without callbacks',
      sustained.rpcPerTurn.toFixed(2),
    ),
    row('processor time for each notification: Node', preciseMs(sustained.cpuMs.node)),
    row('  Postgres', preciseMs(sustained.cpuMs.postgres)),
    row('  the provider', preciseMs(sustained.cpuMs.provider)),
    row('rpc calls for the two callbacks of each message', String(sustained.callbacks)),
    row(
      'turns a second while matching and confirming',
      report.confirming.turnsPerSecond.toFixed(0),
    ),
    row('bookings a second', report.booking.tripsPerSecond.toFixed(0)),
    row(
      `one flight with ${sizes.oneFlight} travellers cancelled: last message`,
      wholeMs(oneFlight.lastMs),
    ),
    row('  an unrelated critical message waits', wholeMs(oneFlight.unrelatedMs)),
    row(
      `${sizes.manyFlights} flights cancelled at once: last message`,
      wholeMs(manyFlights.lastMs),
    ),
    row('  an unrelated critical message waits', wholeMs(manyFlights.unrelatedMs)),
    '',
    'Lifted limits: 100,000 messages a minute for each agency instead of 60, no quiet hours,',
    '50 agencies with a number each (80/s for one number stays). Postgres is durable (fsync on).',
    'Engine, agents and API share one Node process.',
  ].join('\n');
};
