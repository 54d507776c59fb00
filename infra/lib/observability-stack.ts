import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { MetricName } from '#shared/ports/meter.ts';
import type { AgentsStack } from './agents-stack.ts';
import { alarm, period } from './alarm.ts';
import type { ApiStack } from './api-stack.ts';
import type { MessagingStack } from './messaging-stack.ts';
import { metricNamespace } from './service-function.ts';
import type { Stage } from './stage.ts';

/** Properties of the ObservabilityStack: the stacks that it shows. */
export interface ObservabilityStackProps extends StackProps {
  readonly stage: Stage;
  readonly messaging: MessagingStack;
  readonly agents: AgentsStack;
  readonly api: ApiStack;
}

const fullWidth = 24;

/**
 * The dashboard (first messages, then queues, functions and schedules) and the alarms that belong
 * to no single queue or function.
 */
export class ObservabilityStack extends Stack {
  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { stage, messaging, agents, api } = props;
    const { senders } = agents;
    const namespace = metricNamespace(stage);
    const metric = (metricName: MetricName, agent: string, statistic = 'Sum', every = period) =>
      new Metric({ namespace, metricName, dimensionsMap: { agent }, statistic, period: every });
    const all = [...agents.functions.keys()];
    const sum = (
      name: MetricName,
      agentNames: readonly string[],
      label: string,
      every = Duration.minutes(5),
    ) => {
      const metricId = (index: number) => `${name.toLowerCase()}${index}`;
      const terms = agentNames.map((_, index) => `FILL(${metricId(index)}, 0)`);
      return new MathExpression({
        label,
        period: every,
        expression: `SUM([${terms.join(', ')}])`,
        usingMetrics: Object.fromEntries(
          agentNames.map((agent, index) => [metricId(index), metric(name, agent, 'Sum', every)]),
        ),
      });
    };
    const aeroApiCallers = ['flight-tracker', 'api'];
    const graph = (title: string, left: readonly (Metric | MathExpression)[], width = 8): IWidget =>
      new GraphWidget({ title, width, height: 6, left: [...left] });

    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: `bauhaus-${stage.name}` });
    dashboard.addWidgets(
      new TextWidget({ markdown: '# Are travellers being told?', width: fullWidth, height: 1 }),
    );
    dashboard.addWidgets(
      new SingleValueWidget({
        title: 'The last hour',
        width: 16,
        height: 4,
        metrics: [
          sum('MessagesSent', senders, 'sent', Duration.hours(1)),
          metric('MessagesDelivered', 'api', 'Sum', Duration.hours(1)).with({ label: 'delivered' }),
          metric('MessagesUndelivered', 'api', 'Sum', Duration.hours(1)).with({
            label: 'not delivered',
          }),
          sum('MessagesRefused', senders, 'refused', Duration.hours(1)),
          sum('MessagesUnknown', senders, 'unknown', Duration.hours(1)),
          sum('MessagesSuppressed', all, 'suppressed', Duration.hours(1)),
        ],
      }),
      new SingleValueWidget({
        title: 'AeroAPI today',
        width: 8,
        height: 4,
        metrics: [sum('AeroApiDollars', aeroApiCallers, 'dollars', Duration.days(1))],
      }),
    );
    dashboard.addWidgets(
      graph('Messages', [
        sum('MessagesSent', senders, 'sent'),
        metric('MessagesDelivered', 'api').with({
          label: 'delivered',
          period: Duration.minutes(5),
        }),
        metric('MessagesUndelivered', 'api').with({
          label: 'not delivered',
          period: Duration.minutes(5),
        }),
        sum('MessagesUnknown', senders, 'unknown'),
        sum('MessagesDeferred', senders, 'deferred'),
      ]),
      graph('From decision to sending, p95 (s)', [
        metric('EventToSendP95Seconds', 'sweeper', 'Maximum').with({ label: 'p95' }),
      ]),
      graph('A change went unnoticed for at most (s)', [
        metric('DetectionWindowSeconds', 'flight-tracker', 'p50', Duration.minutes(15)).with({
          label: 'median',
        }),
        metric('DetectionWindowSeconds', 'flight-tracker', 'p95', Duration.minutes(15)).with({
          label: 'p95',
        }),
      ]),
    );
    dashboard.addWidgets(
      new LogQueryWidget({
        title: 'Not sent, by rule (last 3 hours)',
        width: 12,
        height: 6,
        logGroupNames: all.map((name) => `/bauhaus/${stage.name}/${name}`),
        queryLines: [
          'filter message = "not sent"',
          'stats count(*) as messages by decision, rule, subject',
          'sort messages desc',
          'limit 20',
        ],
      }),
      graph(
        'AeroAPI',
        [
          metric('AeroApiLookups', 'flight-tracker').with({
            label: 'lookups',
            period: Duration.minutes(5),
          }),
          metric('AeroApiFailures', 'flight-tracker').with({
            label: 'failures',
            period: Duration.minutes(5),
          }),
          metric('AeroApiPushes', 'api').with({ label: 'pushes', period: Duration.minutes(5) }),
        ],
        12,
      ),
    );
    dashboard.addWidgets(
      new TextWidget({ markdown: '# Queues, functions, schedules', width: fullWidth, height: 1 }),
    );
    const agentQueues = [...messaging.agentQueues.values(), messaging.sweeper];
    dashboard.addWidgets(
      graph(
        'Oldest message (s)',
        agentQueues.map(({ owner, queue }) =>
          queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum', label: owner }),
        ),
      ),
      graph(
        'Dead letters',
        agentQueues.flatMap(({ owner, deadLetters, rulesDeadLetters }) => [
          deadLetters.metricApproximateNumberOfMessagesVisible({
            period,
            statistic: 'Maximum',
            label: owner,
          }),
          ...(rulesDeadLetters
            ? [
                rulesDeadLetters.metricApproximateNumberOfMessagesVisible({
                  period,
                  statistic: 'Maximum',
                  label: `${owner} rules`,
                }),
              ]
            : []),
        ]),
      ),
      graph('Waiting in the database', [
        metric('OutboxOldestSeconds', 'sweeper', 'Maximum').with({
          label: 'oldest event not published (s)',
        }),
        metric('TimersLateSeconds', 'sweeper', 'Maximum').with({ label: 'latest timer (s)' }),
        metric('UnknownEffects', 'sweeper', 'Maximum').with({ label: 'messages in the unknown' }),
        metric('Quarantined', 'sweeper', 'Maximum').with({ label: 'quarantined' }),
      ]),
    );
    const functions = [...agents.functions.values(), api.api].map(({ fn }) => fn);
    const scheduler = (metricName: string, statistic = 'Sum') =>
      new Metric({
        namespace: 'AWS/Scheduler',
        metricName,
        dimensionsMap: { ScheduleGroup: messaging.schedules.group },
        statistic,
        period,
      });
    dashboard.addWidgets(
      graph(
        'Duration of functions, p95 (ms)',
        functions.map((fn) => fn.metricDuration({ period, statistic: 'p95' })),
      ),
      graph(
        'Errors of functions',
        functions.map((fn) => fn.metricErrors({ period })),
      ),
      graph(
        'Schedules',
        ['InvocationAttemptCount', 'TargetErrorCount', 'InvocationDroppedCount'].map((name) =>
          scheduler(name),
        ),
      ),
    );

    const addAlarm = (
      name: string,
      problem: string,
      runbook: string,
      rest: Pick<
        Parameters<typeof alarm>[2],
        'metric' | 'threshold' | 'isFloor' | 'minutes' | 'alarmsWithoutData'
      >,
    ) =>
      alarm(this, messaging.alarms, {
        name: `bauhaus-${stage.name}-${name}`,
        problem,
        runbook,
        ...rest,
      });
    addAlarm('outbox', 'Events wait in the database and are not published.', 'outbox', {
      metric: metric('OutboxOldestSeconds', 'sweeper', 'Maximum'),
      threshold: 60,
      minutes: 3,
    });
    addAlarm('timers-late', 'Timers fire more than five minutes late.', 'timers-late', {
      metric: metric('TimersLateSeconds', 'sweeper', 'Maximum'),
      threshold: 300,
      minutes: 3,
    });
    addAlarm('unknown', 'Nobody knows whether some messages were sent.', 'messages-unknown', {
      metric: metric('UnknownEffects', 'sweeper', 'Maximum'),
      threshold: 0,
      minutes: 5,
    });
    addAlarm('quarantined', 'Turns failed for good and were set aside.', 'quarantine', {
      metric: metric('Quarantined', 'sweeper', 'Maximum'),
      threshold: 0,
    });
    addAlarm('circuit-open', 'Twilio, AeroAPI or OpenAI is down: its work waits.', 'circuit-open', {
      metric: metric('CircuitsOpen', 'sweeper', 'Maximum'),
      threshold: 0,
      minutes: 5,
    });
    addAlarm(
      'slow',
      'Messages reach Twilio more than a minute after they were decided.',
      'slow-sending',
      {
        metric: metric('EventToSendP95Seconds', 'sweeper', 'Maximum'),
        threshold: 60,
        minutes: 5,
      },
    );
    for (const sender of senders)
      addAlarm(
        `twilio-throttled-${sender}`,
        'Twilio refuses messages because they are too many.',
        'twilio-throttled',
        {
          metric: metric('TwilioThrottled', sender),
          threshold: 5,
          minutes: 3,
        },
      );
    for (const caller of aeroApiCallers)
      addAlarm(
        `aeroapi-spend-${caller}`,
        `AeroAPI costs more than ${stage.aeroApiDollarsPerDay} dollars a day.`,
        'aeroapi-spend',
        {
          metric: metric('AeroApiDollars', caller, 'Sum', Duration.days(1)),
          threshold: stage.aeroApiDollarsPerDay,
        },
      );
    addAlarm('schedules-dropped', 'Schedules were given up.', 'schedule-dead-letters', {
      metric: scheduler('InvocationDroppedCount'),
      threshold: 0,
    });
    addAlarm('schedules-failing', 'Schedules cannot reach the queues.', 'schedule-dead-letters', {
      metric: scheduler('TargetErrorCount'),
      threshold: 0,
      minutes: 3,
    });
    const sweeper = agents.functions.get('sweeper');
    // It runs every minute, so no invocations are a failure.
    if (sweeper)
      addAlarm('sweeper-silent', 'The sweeper has not run.', 'sweeper-silent', {
        metric: sweeper.fn.metricInvocations({ period }),
        threshold: 1,
        isFloor: true,
        minutes: 5,
        alarmsWithoutData: true,
      });
  }
}
