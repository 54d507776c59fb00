import { Duration, RemovalPolicies, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Archive, EventBus, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { outsideSource, ownSource } from '#shared/adapters/aws/queue-message.ts';
import type { Subscriber } from '#shared/events/envelope.ts';
import { publicEvents } from '#shared/events/public-events.ts';
import { AgentQueue, allowSending, deadLetters } from './agent-queue.ts';
import type { Stage } from './stage.ts';
import { hasTimers, subscribers, subscriptions } from './subscriptions.ts';

/** Where functions create schedules. */
export interface Schedules {
  /** Name of the schedule group. */
  readonly group: string;
  /** The role under which schedules send to queues. */
  readonly role: Role;
  readonly deadLetters: Queue;
}

/** The agents between a change and the traveller, or the person of the agency, who is told. */
const tellingAgents: ReadonlySet<string> = new Set([
  'flight-tracker',
  'connections',
  'notifications',
  'concierge',
  'duty-desk',
]);

/** Bus, archive, rules, queues and schedules, without functions. */
export class MessagingStack extends Stack {
  readonly key: Key;
  readonly alarms: Topic;
  readonly bus: EventBus;
  readonly agentQueues: ReadonlyMap<Subscriber, AgentQueue>;
  readonly sweeper: AgentQueue;
  /** What travellers and flights' sources say, in from the edge. */
  readonly webhooks: AgentQueue;
  /** Status callbacks of messages, apart, so that a storm of them delays no traveller's words. */
  readonly callbacks: AgentQueue;
  /** What goes to systems of agencies. */
  readonly deliveries: AgentQueue;
  readonly schedules: Schedules;

  constructor(scope: Construct, id: string, props: StackProps & { readonly stage: Stage }) {
    super(scope, id, props);
    const { stage } = props;
    const removalPolicy = stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key = new Key(this, 'Key', {
      description: `Messages, credentials and alarms of Bauhaus Travel, ${stage.name}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    // Services that send on their own behalf; the policies of queues and topic limit them.
    for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com'])
      this.key.grantEncryptDecrypt(
        new ServicePrincipal(service, {
          conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
        }),
      );
    this.alarms = new Topic(this, 'Alarms', {
      masterKey: this.key,
      enforceSSL: true,
      displayName: `Bauhaus Travel ${stage.name}`,
    });
    // With `enforceSSL` the topic's policy is its own, and says nothing of who may publish.
    this.alarms.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alarms.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (stage.alarmEmail) this.alarms.addSubscription(new EmailSubscription(stage.alarmEmail));

    this.bus = new EventBus(this, 'Bus', {
      eventBusName: `bauhaus-${stage.name}`,
      description: `Events of Bauhaus Travel, ${stage.name}`,
    });
    this.addArchive(stage, removalPolicy);
    this.allowPublishers(stage);

    const common = { stage, key: this.key, alarms: this.alarms, bus: this.bus };
    this.agentQueues = new Map(
      subscribers.map((owner) => [
        owner,
        new AgentQueue(this, `AgentQueue-${owner}`, {
          ...common,
          owner,
          isPartOfAlarm: !stage.isEmulated && tellingAgents.has(owner),
          subscriptions: subscriptions.filter(({ subscriber }) => subscriber === owner),
        }),
      ]),
    );
    this.sweeper = new AgentQueue(this, 'AgentQueue-sweeper', {
      ...common,
      owner: 'sweeper',
      subscriptions: [],
    });
    const webhookQueue = (owner: string) =>
      new AgentQueue(this, `AgentQueue-${owner}`, {
        ...common,
        owner,
        isPartOfAlarm: !stage.isEmulated,
        subscriptions: [],
      });
    this.webhooks = webhookQueue('webhooks');
    this.callbacks = webhookQueue('callbacks');
    this.deliveries = new AgentQueue(this, 'AgentQueue-deliveries', {
      ...common,
      owner: 'deliveries',
      subscriptions: [],
    });
    this.addPublicEventsRule();
    this.addSweeperRule('sweep', Duration.minutes(1));
    this.addSweeperRule('purge', Duration.hours(1));
    this.schedules = this.addSchedules(stage);
    this.addReportSchedule();
  }

  /** Alarms of queues in which messages wait that travellers are to be told. */
  get tellingQueues(): readonly IAlarm[] {
    return [...this.agentQueues.values()]
      .filter(({ owner }) => tellingAgents.has(owner))
      .map(({ waitingAlarm }) => waitingAlarm);
  }

  /**
   * Archives our own events, to be replayed after a mistake. Bookings of other systems, which hold
   * personal data, have another source and are not archived.
   */
  private addArchive(stage: Stage, removalPolicy: RemovalPolicy): void {
    if (stage.archiveDays === null) return;
    const archive = new Archive(this, 'Archive', {
      archiveName: `bauhaus-${stage.name}`,
      sourceEventBus: this.bus,
      eventPattern: { source: [ownSource] },
      retention: Duration.days(stage.archiveDays),
    });
    RemovalPolicies.of(archive).apply(removalPolicy);
    // Events can only be replayed onto the bus that they came from.
    this.bus.applyRemovalPolicy(removalPolicy);
  }

  /** Allows other systems to put bookings of their own agency on the bus, and nothing else. */
  private allowPublishers({ publishers }: Stage): void {
    for (const [index, { account, agencyId }] of publishers.entries())
      this.bus.addToResourcePolicy(
        new PolicyStatement({
          sid: `Publisher${index}`,
          principals: [new AccountPrincipal(account)],
          actions: ['events:PutEvents'],
          resources: [this.bus.eventBusArn],
          conditions: {
            StringEquals: {
              'events:source': outsideSource(agencyId),
              'events:detail-type': 'TripBookingReceived',
            },
          },
        }),
      );
  }

  /**
   * Brings the events that agencies may have sent to their systems to who sends them. One that the
   * bus gives up is due in the database, and the sweeper finds it.
   */
  private addPublicEventsRule(): void {
    new Rule(this, 'Rule-PublicEvents', {
      eventBus: this.bus,
      ruleName: 'PublicEvents.deliveries',
      description: 'Events that agencies may have sent to their systems',
      eventPattern: { source: [ownSource], detailType: Object.values(publicEvents) },
      targets: [new SqsQueue(this.deliveries.queue, { maxEventAge: Duration.hours(1) })],
    });
  }

  /** A scheduled rule that sends to the sweeper's queue, so that a failed sweep is repeated. */
  private addSweeperRule(task: 'sweep' | 'purge', every: Duration): void {
    new Rule(this, `Every-${task}`, {
      description: `Asks the sweeper to ${task}`,
      schedule: Schedule.rate(every),
      targets: [
        new SqsQueue(this.sweeper.queue, { message: RuleTargetInput.fromObject({ task }) }),
      ],
    });
  }

  /**
   * Hourly while a month's reports are due, which is by the clock of each agency: whoever was
   * mailed is not due any more.
   */
  private addReportSchedule(): void {
    const { group, role, deadLetters: lost } = this.schedules;
    new CfnSchedule(this, 'Reports', {
      groupName: group,
      description: 'Asks the sweeper to mail the reports of the month that is over',
      scheduleExpression: 'cron(5 * 1-10 * ? *)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: this.sweeper.queue.queueArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ task: 'report' }),
        deadLetterConfig: { arn: lost.queueArn },
      },
    });
  }

  private addSchedules(stage: Stage): Schedules {
    const group = new CfnScheduleGroup(this, 'ScheduleGroup', { name: `bauhaus-${stage.name}` });
    const scheduleDeadLetters = deadLetters(this, 'SchedulesDeadLetters', {
      stage,
      key: this.key,
      alarms: this.alarms,
      name: 'schedules-dead-letters',
      runbook: 'schedule-dead-letters',
      problem: 'Schedules could not reach the queue of their agent.',
    });
    const role = new Role(this, 'ScheduleRole', {
      description: 'Lets schedules put timer events into the queues of the agents',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          ArnEquals: { 'aws:SourceArn': group.attrArn },
        },
      }),
    });
    allowSending(role, this.key, [
      ...[...this.agentQueues.values()]
        .filter(({ owner }) => hasTimers(owner))
        .map(({ queue }) => queue),
      this.sweeper.queue,
      scheduleDeadLetters,
    ]);
    return { group: group.name ?? '', role, deadLetters: scheduleDeadLetters };
  }
}
