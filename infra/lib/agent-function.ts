import { Duration, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';

import type { Construct } from 'constructs';
import { type AgentQueue, allowSending } from './agent-queue.ts';
import type { Schedules } from './messaging-stack.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import { hasTimers } from './subscriptions.ts';

/** Properties of an AgentFunction. */
export interface AgentFunctionProps extends ServiceFunctionProps {
  /** The queue that feeds the function. */
  readonly agentQueue: AgentQueue;
  /** The key that encrypts the queues. */
  readonly key: IKey;
  /** Where the agent's timers are scheduled; null for an agent without timers. */
  readonly schedules: Schedules | null;
  /** Other queues to which it may send messages. */
  readonly otherTargets?: readonly AgentQueue[];
  /** Other queues that feed it, in larger batches that may wait for a second to fill. */
  readonly otherSources?: readonly AgentQueue[];
}

/** How many messages an invocation gets; it processes them concurrently. */
const batchSize = 10;
/** As many as one call of the data API takes. */
const largeBatchSize = 50;

const addressesOf = (agentQueues: readonly AgentQueue[]) =>
  JSON.stringify(
    Object.fromEntries(
      agentQueues.map(({ owner, queue }) => [owner, { url: queue.queueUrl, arn: queue.queueArn }]),
    ),
  );

/**
 * An agent's function (its queue is an AgentQueue), fed from its queue. Failed messages are
 * reported individually, so that the others of a batch are not repeated.
 */
export class AgentFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: AgentFunctionProps) {
    const { stage, key, agentQueue, schedules, otherTargets = [], otherSources = [] } = props;
    super(scope, id, {
      ...props,
      environment: {
        ...props.environment,
        AGENT_QUEUES: addressesOf([agentQueue, ...otherTargets, ...otherSources]),
        ...(schedules && {
          SCHEDULES: JSON.stringify({
            group: schedules.group,
            roleArn: schedules.role.roleArn,
            deadLettersArn: schedules.deadLetters.queueArn,
          }),
        }),
      },
    });
    const { queue } = agentQueue;
    this.live.addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        reportBatchItemFailures: true,
        maxConcurrency: stage.concurrency,
      }),
    );
    for (const source of otherSources)
      this.live.addEventSource(
        new SqsEventSource(source.queue, {
          batchSize: largeBatchSize,
          maxBatchingWindow: Duration.seconds(1),
          reportBatchItemFailures: true,
          maxConcurrency: stage.concurrency,
        }),
      );
    // It sends to its own queue too: messages for a busy actor, and timers as delayed messages.
    if (this.fn.role)
      allowSending(
        this.fn.role,
        key,
        [agentQueue, ...otherTargets].map((target) => target.queue),
      );
    // The sweeper has no timers of its own, and schedules those that agents have set far ahead.
    const timersOf = otherTargets.length > 0 ? otherTargets : [agentQueue];
    if (schedules) this.allowSchedules(timersOf, schedules);
  }

  /** Allows the schedules of these agents, whose names begin with the agent's. */
  private allowSchedules(owners: readonly AgentQueue[], { group, role }: Schedules): void {
    const schedules = owners
      .filter(({ owner }) => hasTimers(owner))
      .map(({ owner }) =>
        Stack.of(this).formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${group}/${owner}-*`,
        }),
      );
    this.allow(
      ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
      schedules,
    );
    this.allow(['iam:PassRole'], [role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  }
}
