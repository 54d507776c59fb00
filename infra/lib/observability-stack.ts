import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type Alarm, CfnInsightRule, type IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AgentsStack } from './agents-stack.ts';
import { type AlarmOptions, alarm, compositeAlarm, percentOf, period } from './alarm.ts';
import type { ApiStack } from './api-stack.ts';
import { addDashboard } from './dashboard.ts';
import type { MessagingStack } from './messaging-stack.ts';
import { type StageMetrics, senders, stageMetrics } from './metrics.ts';
import type { Stage } from './stage.ts';

/** Properties of the ObservabilityStack: the stacks that it shows. */
export interface ObservabilityStackProps extends StackProps {
  readonly stage: Stage;
  readonly messaging: MessagingStack;
  readonly agents: AgentsStack;
  readonly api: ApiStack;
}

/**
 * An alarm takes ten metrics at most: the agents that have nearly all turns stand for all of them.
 */
const busiest = ['flight-tracker', 'notifications', 'connections', 'concierge'];
const quarterHour = Duration.minutes(15);

/** The alarms that belong to no single queue or function, and the dashboard. */
export class ObservabilityStack extends Stack {
  readonly #stage: Stage;
  readonly #messaging: MessagingStack;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    const { stage, messaging, agents, api } = props;
    this.#stage = stage;
    this.#messaging = messaging;
    const services = [...agents.functions.values(), api.api];
    const functionNames = [...agents.functions.keys(), 'api'];
    const metrics = stageMetrics(stage, {
      functions: functionNames,
      scheduleGroup: messaging.schedules.group,
    });
    const queues = [...messaging.agentQueues.values(), messaging.sweeper];

    const unsent = this.#unsentAlarms(metrics);
    const silent = this.#sweeperAlarm(agents);
    const outside = this.#outsideAlarms(metrics);
    const incidents = stage.isEmulated
      ? []
      : [
          compositeAlarm(this, messaging.alarms, {
            name: `bauhaus-${stage.name}-not-told`,
            problem: 'Travellers are not being told something now, or late.',
            runbook: 'not-told',
            parts: [...unsent, ...silent, ...messaging.tellingQueues],
          }),
          compositeAlarm(this, messaging.alarms, {
            name: `bauhaus-${stage.name}-edge`,
            problem: 'Agencies or webhooks are not served.',
            runbook: 'edge',
            parts: api.edgeAlarms,
          }),
        ];
    addDashboard(this, {
      name: `bauhaus-${stage.name}`,
      metrics,
      alarms: [...incidents, ...unsent, ...silent, ...outside, ...api.edgeAlarms],
      queues,
      functions: services.map(({ fn }) => fn),
      http: api.http,
      logGroupNames: functionNames.map((name) => `/bauhaus/${stage.name}/${name}`),
      affectedRule: stage.isEmulated ? null : this.#affectedRule(functionNames),
    });
  }

  #alarm(name: string, options: Omit<AlarmOptions, 'name'>): Alarm {
    return alarm(this, this.#messaging.alarms, {
      name: `bauhaus-${this.#stage.name}-${name}`,
      ...options,
    });
  }

  /** Parts of the composite `not-told`: what keeps a traveller from being told, now. */
  #unsentAlarms(metrics: StageMetrics): readonly IAlarm[] {
    const isPart = !this.#stage.isEmulated;
    return [
      this.#alarm('critical-unsent', {
        problem: 'A message that must arrive could not be sent, and no person has taken its task.',
        runbook: 'critical-unsent',
        metric: metrics.state('CriticalUnsent'),
        threshold: 0,
        minutes: 5,
        isPart,
      }),
      this.#alarm('outbox', {
        problem: 'Events wait in the database and are not published.',
        runbook: 'outbox',
        metric: metrics.state('OutboxOldestSeconds'),
        threshold: 60,
        minutes: 3,
        isPart,
      }),
      this.#alarm('timers-late', {
        problem: 'Timers fire more than five minutes late.',
        runbook: 'timers-late',
        metric: metrics.state('TimersLateSeconds'),
        threshold: 300,
        minutes: 3,
        isPart,
      }),
      this.#alarm('unknown', {
        problem: 'Of more than 2 % of the messages nobody knows whether they were sent.',
        runbook: 'messages-unknown',
        metric: percentOf(
          this.#stage,
          metrics.of('sweeper', 'UnknownEffects', 'Maximum', quarterHour),
          metrics.total('MessagesSent', 'sent', quarterHour),
          { atLeast: 3, every: quarterHour },
        ),
        threshold: 2,
        isPart,
      }),
      this.#alarm('quarantined', {
        problem: 'More than 0.5 % of the turns failed by a defect and were set aside.',
        runbook: 'quarantine',
        metric: percentOf(
          this.#stage,
          metrics.total('TurnsQuarantined', 'set aside', quarterHour),
          metrics.total('TurnsCommitted', 'committed', quarterHour, busiest),
          { atLeast: 3, every: quarterHour },
        ),
        threshold: 0.5,
        isPart,
      }),
      this.#alarm('twilio-down', {
        problem: 'Twilio is down: messages wait.',
        runbook: 'circuit-open',
        metric: metrics.state('CircuitOpenTwilio'),
        threshold: 0,
        minutes: 5,
        isPart,
      }),
      this.#alarm('slow', {
        problem: 'Messages reach Twilio more than a minute after they were decided.',
        runbook: 'slow-sending',
        metric: metrics.state('EventToSendP95Seconds'),
        threshold: 60,
        minutes: 5,
        isPart,
      }),
      ...senders.map((sender) =>
        this.#alarm(`twilio-throttled-${sender}`, {
          problem: 'Twilio refuses messages because they are too many.',
          runbook: 'twilio-throttled',
          metric: metrics.of(sender, 'TwilioThrottled'),
          threshold: 5,
          minutes: 3,
          isPart,
        }),
      ),
    ];
  }

  /** The sweeper runs every minute, so no invocations are a failure. */
  #sweeperAlarm({ functions }: AgentsStack): readonly IAlarm[] {
    const sweeper = functions.get('sweeper');
    return sweeper === undefined
      ? []
      : [
          this.#alarm('sweeper-silent', {
            problem: 'The sweeper has not run.',
            runbook: 'sweeper-silent',
            metric: sweeper.fn.metricInvocations({ period }),
            threshold: 1,
            isFloor: true,
            minutes: 5,
            alarmsWithoutData: true,
            isPart: !this.#stage.isEmulated,
          }),
        ];
  }

  /** What costs money or is late, and wakes nobody by itself. */
  #outsideAlarms(metrics: StageMetrics): readonly IAlarm[] {
    const { aeroApiDollarsPerDay } = this.#stage;
    return [
      this.#alarm('aeroapi-down', {
        problem: 'AeroAPI is down: flights are not looked at.',
        runbook: 'circuit-open',
        metric: metrics.state('CircuitOpenAeroApi'),
        threshold: 0,
        minutes: 5,
      }),
      this.#alarm('model-down', {
        problem: 'The language model is down: open questions go to persons.',
        runbook: 'circuit-open',
        metric: metrics.state('CircuitOpenOpenAi'),
        threshold: 0,
        minutes: 15,
      }),
      this.#alarm('aeroapi-spend', {
        problem: `AeroAPI costs more than ${aeroApiDollarsPerDay} dollars a day.`,
        runbook: 'aeroapi-spend',
        metric: metrics.total('AeroApiDollars', 'dollars', Duration.days(1)),
        threshold: aeroApiDollarsPerDay,
      }),
      this.#alarm('schedules-dropped', {
        problem: 'Schedules were given up.',
        runbook: 'schedule-dead-letters',
        metric: metrics.scheduler('InvocationDroppedCount'),
        threshold: 0,
      }),
      this.#alarm('schedules-failing', {
        problem: 'More than 5 % of the schedules that fire cannot reach the queues.',
        runbook: 'schedule-dead-letters',
        metric: percentOf(
          this.#stage,
          metrics.scheduler('TargetErrorCount'),
          metrics.scheduler('InvocationAttemptCount'),
          { atLeast: 2 },
        ),
        threshold: 5,
        minutes: 3,
      }),
    ];
  }

  /** Counts warnings and errors of the logs by agency; returns the name of the rule. */
  #affectedRule(functionNames: readonly string[]): string {
    const name = `bauhaus-${this.#stage.name}-affected`;
    new CfnInsightRule(this, 'Affected', {
      ruleName: name,
      ruleState: 'ENABLED',
      ruleBody: JSON.stringify({
        Schema: { Name: 'CloudWatchLogRule', Version: 1 },
        LogGroupNames: functionNames.map((fn) => `/bauhaus/${this.#stage.name}/${fn}`),
        LogFormat: 'JSON',
        Contribution: {
          Keys: ['$.agencyId'],
          Filters: [{ Match: '$.level', In: ['WARN', 'ERROR'] }],
        },
        AggregateOn: 'Count',
      }),
    });
    return name;
  }
}
