import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AlarmStatusWidget,
  ConcreteWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AgentQueue } from './agent-queue.ts';
import type { StageMetrics } from './metrics.ts';

/** What the dashboard shows. */
export interface DashboardOptions {
  readonly name: string;
  readonly metrics: StageMetrics;
  readonly alarms: readonly IAlarm[];
  readonly queues: readonly AgentQueue[];
  readonly functions: readonly LambdaFunction[];
  readonly http: HttpApi;
  /** Log groups of the functions. */
  readonly logGroupNames: readonly string[];
  /** The Contributor Insights rule that counts failures by agency; null where there is none. */
  readonly affectedRule: string | null;
}

const fullWidth = 24;
const fiveMinutes = Duration.minutes(5);

const heading = (text: string): IWidget =>
  new TextWidget({ markdown: `# ${text}`, width: fullWidth, height: 1 });
const graph = (title: string, left: readonly IMetric[], width = 8): IWidget =>
  new GraphWidget({ title, width, height: 6, left: [...left] });

/** The agencies that a Contributor Insights rule counts most; the CDK has no widget for it. */
class TopContributors extends ConcreteWidget {
  readonly #title: string;
  readonly #rule: string;
  constructor(title: string, rule: string, width: number) {
    super(width, 6);
    this.#title = title;
    this.#rule = rule;
  }
  override toJson(): unknown[] {
    return [
      {
        type: 'metric',
        width: this.width,
        height: this.height,
        x: this.x,
        y: this.y,
        properties: {
          title: this.#title,
          region: Aws.REGION,
          view: 'timeSeries',
          period: 300,
          insightRule: { maxContributorCount: 10, orderBy: 'Sum', ruleName: this.#rule },
        },
      },
    ];
  }
}

/** Who is affected: by a rule where there is one, else by a query over the logs. */
const affected = ({ affectedRule, logGroupNames }: DashboardOptions): IWidget =>
  affectedRule === null
    ? new LogQueryWidget({
        title: 'Who is affected: failures by agency',
        width: 8,
        height: 6,
        logGroupNames: [...logGroupNames],
        queryLines: [
          'filter ispresent(agencyId) and level in ["WARN", "ERROR"]',
          'stats count(*) as failures by agencyId',
          'sort failures desc',
          'limit 10',
        ],
      })
    : new TopContributors('Who is affected: failures by agency', affectedRule, 8);

/** Is anybody not being told something now, whose fault is it, who is affected? */
const now = (options: DashboardOptions): readonly IWidget[] => {
  const { metrics } = options;
  const latest = (name: Parameters<StageMetrics['state']>[0], label: string): IMetric =>
    metrics.state(name, label);
  return [
    new SingleValueWidget({
      title: 'Is anybody not being told something now?',
      width: 8,
      height: 6,
      metrics: [
        latest('CriticalUnsent', 'critical messages not sent'),
        latest('UntoldIncidents', 'urgent incidents nobody took'),
        latest('UnknownEffects', 'messages in doubt'),
        latest('Quarantined', 'events set aside (1 h)'),
        latest('TimersLateSeconds', 'latest timer (s)'),
        latest('OutboxOldestSeconds', 'oldest event not published (s)'),
      ],
    }),
    graph('Whose fault is it?', [
      metrics.state('CircuitOpenTwilio', 'Twilio is down'),
      metrics.state('CircuitOpenAeroApi', 'AeroAPI is down'),
      metrics.state('CircuitOpenOpenAi', 'language model is down'),
      metrics.total('DataApiFailures', 'data API failed', fiveMinutes),
      metrics.total('TurnsQuarantined', 'our defects', fiveMinutes),
    ]),
    affected(options),
  ];
};

const messages = ({ metrics, logGroupNames }: DashboardOptions): readonly IWidget[] => [
  graph('Messages', [
    metrics.total('MessagesSent', 'sent', fiveMinutes),
    metrics.total('MessagesDelivered', 'delivered', fiveMinutes),
    metrics.total('MessagesUndelivered', 'not delivered', fiveMinutes),
    metrics.total('MessagesRefused', 'refused', fiveMinutes),
    metrics.total('MessagesUnknown', 'unknown', fiveMinutes),
    metrics.total('MessagesDeferred', 'deferred', fiveMinutes),
    metrics.total('ChoicesAsText', 'buttons as text', fiveMinutes),
  ]),
  graph('From decision to sending, p95 (s)', [metrics.state('EventToSendP95Seconds', 'p95')]),
  new LogQueryWidget({
    title: 'Not sent, by rule (last 3 hours)',
    width: 8,
    height: 6,
    logGroupNames: [...logGroupNames],
    queryLines: [
      'filter message = "not sent"',
      'stats count(*) as messages by decision, rule, subject',
      'sort messages desc',
      'limit 20',
    ],
  }),
];

const flights = ({ metrics }: DashboardOptions): readonly IWidget[] => [
  graph('A change went unnoticed for at most (s)', [
    metrics.of('flight-tracker', 'DetectionWindowSeconds', 'p50', Duration.minutes(15), 'median'),
    metrics.of('flight-tracker', 'DetectionWindowSeconds', 'p95', Duration.minutes(15), 'p95'),
  ]),
  graph('AeroAPI', [
    metrics.total('AeroApiLookups', 'lookups', fiveMinutes),
    metrics.total('AeroApiFailures', 'failures', fiveMinutes),
    metrics.total('AeroApiPushes', 'pushes', fiveMinutes),
  ]),
  new SingleValueWidget({
    title: 'AeroAPI today',
    width: 8,
    height: 6,
    metrics: [metrics.total('AeroApiDollars', 'dollars', Duration.days(1))],
  }),
];

const edge = ({ http, queues }: DashboardOptions): readonly IWidget[] => [
  graph('Requests and refusals of the API', [
    http.metricCount({ period: fiveMinutes, label: 'requests' }),
    http.metricClientError({ period: fiveMinutes, label: '4xx' }),
    http.metricServerError({ period: fiveMinutes, label: '5xx' }),
  ]),
  graph('Latency of the API, p95 (ms)', [
    http.metricLatency({ period: fiveMinutes, statistic: 'p95', label: 'p95' }),
  ]),
  graph(
    'Oldest message in a queue (s)',
    queues.map(({ owner, queue }) =>
      queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: owner }),
    ),
  ),
];

const functionsRow = ({ functions, metrics }: DashboardOptions): readonly IWidget[] => [
  graph(
    'Errors and throttles of functions',
    functions.flatMap((fn) => [
      fn.metricErrors({ period: fiveMinutes }),
      fn.metricThrottles({ period: fiveMinutes }),
    ]),
    6,
  ),
  graph(
    'Concurrent invocations',
    functions.map((fn) =>
      fn.metric('ConcurrentExecutions', { period: fiveMinutes, statistic: 'Maximum' }),
    ),
    6,
  ),
  graph(
    'Duration of functions, p95 (ms)',
    functions.map((fn) => fn.metricDuration({ period: fiveMinutes, statistic: 'p95' })),
    6,
  ),
  graph('Data API, p95 (s)', metrics.each('DataApiSeconds', 'p95', fiveMinutes), 6),
];

const delivery = ({ queues, metrics }: DashboardOptions): readonly IWidget[] => [
  graph(
    'Dead letters',
    queues.flatMap(({ owner, deadLetters, rulesDeadLetters }) => [
      deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: owner }),
      ...(rulesDeadLetters
        ? [
            rulesDeadLetters.metricApproximateNumberOfMessagesVisible({
              statistic: 'Maximum',
              label: `${owner} rules`,
            }),
          ]
        : []),
    ]),
  ),
  graph('Invocations that rules of the bus could not make', [
    metrics.failedInvocations(fiveMinutes),
  ]),
  graph(
    'Schedules',
    ['InvocationAttemptCount', 'TargetErrorCount', 'InvocationDroppedCount'].map((name) =>
      metrics.scheduler(name),
    ),
  ),
];

/**
 * The dashboard. Its first row answers: is anybody not being told something now, whose fault is it,
 * who is affected. Below it the alarms, then messages, flights, edge, functions and delivery.
 */
export const addDashboard = (scope: Construct, options: DashboardOptions): Dashboard => {
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: options.name });
  dashboard.addWidgets(...now(options));
  dashboard.addWidgets(
    new AlarmStatusWidget({
      title: 'Alarms',
      width: fullWidth,
      height: 4,
      alarms: [...options.alarms],
    }),
  );
  for (const [title, row] of [
    ['Messages', messages(options)],
    ['Flights', flights(options)],
    ['The edge', edge(options)],
    ['Functions and the database', functionsRow(options)],
    ['Bus, queues, schedules', delivery(options)],
  ] as const)
    dashboard.addWidgets(heading(title), ...row);
  return dashboard;
};
