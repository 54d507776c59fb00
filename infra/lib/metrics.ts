import type { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { agentNames } from '#shared/ports/actor-store.ts';
import type { MetricName } from '#shared/ports/meter.ts';
import { period } from './alarm.ts';
import { metricNamespace } from './service-function.ts';
import type { Stage } from './stage.ts';

/**
 * The metrics of a stage. Each is recorded by name and function, the only dimension, since every
 * pair is paid for.
 */
export const stageMetrics = (
  stage: Stage,
  options: {
    readonly functions: readonly string[];
    readonly scheduleGroup: string;
  },
) => {
  const { functions, scheduleGroup } = options;
  const of = (
    agent: string,
    metricName: MetricName,
    statistic = 'Sum',
    every = period,
    label?: string,
  ): Metric =>
    new Metric({
      namespace: metricNamespace(stage),
      metricName,
      dimensionsMap: { agent },
      statistic,
      period: every,
      // An alarm on a metric with a label would be one on an expression.
      ...(label !== undefined && { label }),
    });
  const sumOf = (
    name: MetricName,
    label: string,
    every: Duration,
    by: readonly string[] = recordedBy(name, functions),
  ): IMetric => {
    // Ids must differ in all of an alarm's expression, which may have two sums.
    const metrics = by.map(
      (agent, index) => [`${name.toLowerCase()}${index}`, of(agent, name, 'Sum', every)] as const,
    );
    const [first] = metrics;
    // Emulators have alarms on single metrics only.
    if (stage.isEmulated && first) return first[1];
    return new MathExpression({
      label,
      period: every,
      expression: `SUM([${metrics.map(([id]) => `FILL(${id}, 0)`).join(', ')}])`,
      usingMetrics: Object.fromEntries(metrics),
    });
  };
  return {
    of,
    /** A state that the sweeper reports every minute; nothing reported is none. */
    state: (name: MetricName, label?: string): Metric =>
      of('sweeper', name, 'Maximum', period, label),
    /** The sum over all functions that record it, or over some of them. */
    total: sumOf,
    /** Function by function. */
    each: (name: MetricName, statistic: string, every: Duration): readonly Metric[] =>
      functions.map((agent) => of(agent, name, statistic, every, agent)),
    scheduler: (metricName: string): Metric =>
      new Metric({
        namespace: 'AWS/Scheduler',
        metricName,
        dimensionsMap: { ScheduleGroup: scheduleGroup },
        statistic: 'Sum',
        period,
      }),
    /** What rules of the bus could not deliver and put aside. */
    failedInvocations: (every: Duration): IMetric =>
      new MathExpression({
        label: 'failed',
        period: every,
        expression:
          `SUM(SEARCH('{AWS/Events,EventBusName,RuleName} MetricName="FailedInvocations" ` +
          `EventBusName="bauhaus-${stage.name}"', 'Sum', ${every.toSeconds()}))`,
        usingMetrics: {},
      }),
  };
};
/** The metrics of a stage. */
export type StageMetrics = ReturnType<typeof stageMetrics>;

/** The functions that send messages. */
export const senders: readonly string[] = ['notifications', 'concierge', 'duty-desk'];

/** The functions that can record a metric, so that a sum has no terms that are always empty. */
const recorders: Readonly<Partial<Record<MetricName, readonly string[]>>> = {
  TurnsCommitted: agentNames,
  TurnsQuarantined: agentNames,
  MessagesSent: senders,
  MessagesRefused: senders,
  MessagesUnknown: senders,
  MessagesDeferred: senders,
  TwilioThrottled: senders,
  ChoicesAsText: ['concierge', 'webhooks'],
  MessagesDelivered: ['webhooks', 'api'],
  MessagesUndelivered: ['webhooks', 'api'],
  AeroApiLookups: ['flight-tracker', 'intake', 'api'],
  AeroApiFailures: ['flight-tracker', 'intake', 'api'],
  AeroApiPushes: ['webhooks', 'api'],
  AeroApiDollars: ['flight-tracker', 'intake', 'webhooks', 'api'],
};
const recordedBy = (name: MetricName, functions: readonly string[]): readonly string[] =>
  recorders[name] ?? functions;
