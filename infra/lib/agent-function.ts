import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';

import type { Construct } from 'constructs';
import { type AgentQueue, allowSending } from './agent-queue.ts';
import type { Schedules } from './messaging-stack.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

/** What the running half of an agent is made of. */
export interface AgentFunctionProps extends ServiceFunctionProps {
  readonly agentQueue: AgentQueue;
  /** What the queues are encrypted with. */
  readonly key: IKey;
  /** Where its timers are scheduled; null: it has none. */
  readonly schedules: Schedules | null;
  /** Other queues it may put messages into. */
  readonly sendsTo?: readonly AgentQueue[];
}

/** Messages of one batch are worked on side by side. */
const batchSize = 10;

const addressesOf = (agentQueues: readonly AgentQueue[]) =>
  JSON.stringify(
    Object.fromEntries(
      agentQueues.map(({ owner, queue }) => [owner, { url: queue.queueUrl, arn: queue.queueArn }]),
    ),
  );

/** The running half of an agent (see AgentQueue): its function, fed from its queue, a failed message being reported on its own. */
export class AgentFunction extends ServiceFunction {
  constructor(scope: Construct, id: string, props: AgentFunctionProps) {
    const { stage, key, agentQueue, schedules, sendsTo = [] } = props;
    super(scope, id, {
      ...props,
      environment: {
        ...props.environment,
        AGENT_QUEUES: addressesOf([agentQueue, ...sendsTo]),
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
    this.fn.addEventSource(
      new SqsEventSource(queue, {
        batchSize,
        reportBatchItemFailures: true,
        maxConcurrency: stage.concurrency,
      }),
    );
    // A busy actor's message is sent again, and a near timer is a delayed message.
    if (this.fn.role)
      allowSending(
        this.fn.role,
        key,
        [agentQueue, ...sendsTo].map((to) => to.queue),
      );
    if (schedules) this.allowSchedules(agentQueue, schedules);
  }

  /** Its own schedules, known by the first part of their name. */
  private allowSchedules({ owner }: AgentQueue, { group, role }: Schedules): void {
    const own = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${group}/${owner}-*`,
    });
    this.allow(
      ['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'],
      [own],
    );
    this.allow(['iam:PassRole'], [role.roleArn], {
      StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
    });
  }
}
