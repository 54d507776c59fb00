import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarm, period } from './alarm.ts';
import { type Stage, timeoutSecondsOf } from './stage.ts';
import { type Subscription, sourcesOf } from './subscriptions.ts';

/** Properties of an AgentQueue. */
export interface AgentQueueProps {
  readonly stage: Stage;
  /** The name of the agent, or of another function with a queue. */
  readonly owner: string;
  readonly key: IKey;
  readonly alarms: ITopic;
  readonly bus: EventBus;
  readonly subscriptions: readonly Subscription[];
  /** Whether a composite alarm speaks for the alarm about messages that wait. */
  readonly isPartOfAlarm?: boolean;
}

/** The longest that SQS allows. Must be shorter than the retention of the inbox (purge_expired). */
const deadLetterRetention = Duration.days(14);

/** A dead-letter queue with an alarm that goes off when it holds a message. */
export const deadLetters = (
  scope: Construct,
  id: string,
  props: Pick<AgentQueueProps, 'stage' | 'key' | 'alarms'> & {
    readonly name: string;
    readonly runbook: string;
    readonly problem: string;
  },
): Queue => {
  const { stage, key, alarms, name, runbook, problem } = props;
  const queue = new Queue(scope, id, {
    queueName: `bauhaus-${stage.name}-${name}`,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: deadLetterRetention,
  });
  alarm(scope, alarms, {
    name: `bauhaus-${stage.name}-${name}`,
    problem,
    runbook,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    threshold: 0,
  });
  return queue;
};

/**
 * Allows a role to send messages to queues that are encrypted with the key; narrower than
 * `grantSendMessages`, which allows every kind of data key.
 */
export const allowSending = (role: IRole, key: IKey, queues: readonly IQueue[]): void => {
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: queues.map(({ queueArn }) => queueArn),
    }),
  );
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [key.keyArn],
    }),
  );
};

/** The function that reads an owner's queue: the API itself only answers requests. */
const readerOf = (owner: string): string =>
  owner === 'api' ? 'intake' : owner === 'callbacks' ? 'webhooks' : owner;

/**
 * The queue of an agent with its dead-letter queue, a rule of the bus for each event that the agent
 * subscribes to (with a dead-letter queue for all rules), and alarms. Apart from AgentFunction,
 * since queues and rules are also deployed to emulators without functions, and outlive functions.
 */
export class AgentQueue extends Construct {
  readonly owner: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly rulesDeadLetters: Queue | null;
  /** Messages wait; for composite alarms. */
  readonly waitingAlarm: Alarm;

  constructor(scope: Construct, id: string, props: AgentQueueProps) {
    super(scope, id);
    const { stage, owner, key, alarms, bus, subscriptions } = props;
    this.owner = owner;
    this.deadLetters = deadLetters(this, 'DeadLetters', {
      ...props,
      name: `${owner}-dead-letters`,
      runbook: 'queue-dead-letters',
      problem: `Messages for ${owner} were given up.`,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: `bauhaus-${stage.name}-${owner}`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      // AWS recommends six times the function's timeout, so that a batch received late can finish.
      visibilityTimeout: Duration.seconds(6 * timeoutSecondsOf(stage, readerOf(owner))),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: stage.maxReceiveCount },
    });
    this.waitingAlarm = alarm(this, alarms, {
      isPart: props.isPartOfAlarm ?? false,
      name: `bauhaus-${stage.name}-${owner}-waiting`,
      problem: `Messages for ${owner} have waited for more than two minutes.`,
      runbook: 'queue-waiting',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      threshold: 120,
      minutes: 3,
    });
    this.rulesDeadLetters =
      subscriptions.length === 0
        ? null
        : deadLetters(this, 'RulesDeadLetters', {
            ...props,
            name: `${owner}-rules-dead-letters`,
            runbook: 'rule-dead-letters',
            problem: `The bus could not deliver events to ${owner}.`,
          });
    for (const subscription of subscriptions) this.subscribe(bus, subscription);
  }

  private subscribe(eventBus: EventBus, subscription: Subscription): void {
    const { name, event, version, subscriber } = subscription;
    new Rule(this, `Rule-${event}.v${version}`, {
      eventBus,
      ruleName: name,
      description: `${event} (version ${version}) to ${subscriber}`,
      eventPattern: {
        source: sourcesOf(subscription) as string[],
        detailType: [event],
        detail: { version: [version] },
      },
      targets: [
        new SqsQueue(this.queue, {
          ...(this.rulesDeadLetters && { deadLetterQueue: this.rulesDeadLetters }),
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
