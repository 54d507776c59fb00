import { Duration } from 'aws-cdk-lib';
import { type EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarm, period } from './alarm.ts';
import type { Stage } from './stage.ts';
import { type Subscription, sourcesOf } from './subscriptions.ts';

/** What an agent’s queue is made of. */
export interface AgentQueueProps {
  readonly stage: Stage;
  /** Of the agent, or of another function with a queue. */
  readonly owner: string;
  readonly key: IKey;
  readonly alarms: ITopic;
  readonly bus: EventBus;
  readonly subscriptions: readonly Subscription[];
}

/** The longest SQS keeps a message: time to notice, to mend and to redrive. The inbox remembers events for longer. */
const deadLettersKeep = Duration.days(14);

/** A queue for what was given up, with the alarm that says so. */
export const deadLetters = (
  scope: Construct,
  id: string,
  props: Pick<AgentQueueProps, 'stage' | 'key' | 'alarms'> & {
    readonly name: string;
    readonly runbook: string;
    readonly says: string;
  },
): Queue => {
  const { stage, key, alarms, name, runbook, says } = props;
  const queue = new Queue(scope, id, {
    queueName: `bauhaus-${stage.name}-${name}`,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: deadLettersKeep,
  });
  alarm(scope, alarms, {
    name: `bauhaus-${stage.name}-${name}`,
    says,
    runbook,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    limit: 0,
  });
  return queue;
};

/** Lets a role put messages into queues that are encrypted with the key; narrower than `grantSendMessages`, which allows every kind of data key. */
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

/**
 * The messaging half of an agent: its queue and dead letters, a rule of the bus for each event it hears with dead letters of their own, and
 * alarms. Its other half is AgentFunction: they are two because queues and rules are deployed where functions cannot be, and outlive them.
 */
export class AgentQueue extends Construct {
  readonly owner: string;
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly rulesDeadLetters: Queue | null;

  constructor(scope: Construct, id: string, props: AgentQueueProps) {
    super(scope, id);
    const { stage, owner, key, alarms, bus, subscriptions } = props;
    this.owner = owner;
    this.deadLetters = deadLetters(this, 'DeadLetters', {
      ...props,
      name: `${owner}-dead-letters`,
      runbook: 'queue-dead-letters',
      says: `Messages for ${owner} were given up.`,
    });
    this.queue = new Queue(this, 'Queue', {
      queueName: `bauhaus-${stage.name}-${owner}`,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(6 * stage.functionTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: stage.maxReceiveCount },
    });
    alarm(this, alarms, {
      name: `bauhaus-${stage.name}-${owner}-waiting`,
      says: `Messages for ${owner} have waited for more than two minutes.`,
      runbook: 'queue-waiting',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      limit: 120,
      minutes: 3,
    });
    this.rulesDeadLetters =
      subscriptions.length === 0
        ? null
        : deadLetters(this, 'RulesDeadLetters', {
            ...props,
            name: `${owner}-rules-dead-letters`,
            runbook: 'rule-dead-letters',
            says: `The bus could not deliver events to ${owner}.`,
          });
    for (const subscription of subscriptions) this.hear(bus, subscription);
  }

  private hear(eventBus: EventBus, subscription: Subscription): void {
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
