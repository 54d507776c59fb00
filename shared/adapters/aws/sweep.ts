import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { describeError } from '#shared/actor/describe-error.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { createSweep, type SweepReport } from '#shared/actor/sweeper.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { hasTimeFor } from '#shared/deadline.ts';
import { second } from '#shared/domain/instant.ts';
import { agentNames } from '#shared/ports/actor-store.ts';
import type { Operations } from '#shared/ports/operations.ts';
import { attempt, type Result } from '#shared/result.ts';
import { countsInWords, endWhatIsOver } from '#shared/retention.ts';
import type { Deployment } from './deployment.ts';
import { openQueues } from './queues.ts';
import { createRelay, ledgerEvents } from './relay.ts';
import { relayingStore } from './relaying-store.ts';
import { noTimers } from './timers.ts';

/** What a rule asks the sweeper to do. */
const SweepTask = z.object({ task: z.enum(['sweep', 'purge']) });

/** Sweeps of one call at most: it works a long queue off, but ends. */
const maxRounds = 20;
/** `createSweep` wakes at most so many of a kind: there may be more. */
const fullBatch = 200;
/** For a round of slow sends and for one batch of deletions; neither starts with less time. */
const roundMs = 40 * second;
const purgeMs = 10 * second;

const isFull = ({ timers, effects, events }: SweepReport): boolean =>
  Math.max(timers, effects, events) >= fullBatch;

/**
 * The safety net, run every minute. Late timers go to their agent's queue, since this function has
 * no agents; due messages it sends itself; unpublished events it publishes. It then reports the
 * state of the system as metrics. Removing old rows is a task of its own.
 */
export const createSweeper = (
  deployment: Deployment,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { store, bus, breakers, clock, ids, log, meter, aws } = deployment;
  const queues = openQueues(deployment);
  const agentQueues = new Map(agentNames.map((agent) => [agent, () => queues.agentQueue(agent)]));
  const kernel = createKernel({
    store: relayingStore(store, createRelay(deployment, ledgerEvents)),
    sender: composeWhatsApp(deployment).sender,
    bus,
    timers: noTimers(),
    clock,
    ids,
    log,
    agents: [],
  });
  const sweepOnce = createSweep({
    store,
    bus,
    clock,
    log,
    receive: (agent, event) =>
      attempt(async () => {
        await agentQueues.get(agent)?.().send(event);
        return { turns: [] };
      }),
    wake: kernel.wake,
    agents: new Set(agentNames.filter((agent) => aws.agentQueues[agent] !== undefined)),
  });

  const reportMetrics = async (operations: Operations): Promise<void> => {
    const report = await operations.report(clock.now());
    meter.seconds('OutboxOldestSeconds', report.outboxOldestSeconds);
    meter.seconds('TimersLateSeconds', report.timersLateSeconds);
    meter.count('UnknownEffects', report.unknownEffects);
    meter.count('Quarantined', report.quarantined);
    meter.count('CriticalUnsent', report.urgentTasks);
    const states = Object.values(await breakers.states());
    meter.count('CircuitsOpen', states.filter(({ kind }) => kind === 'open').length);
    if (report.eventToSendP95Seconds !== null)
      meter.seconds('EventToSendP95Seconds', report.eventToSendP95Seconds);
  };

  const sweep = async (): Promise<void> => {
    for (let round = 0; round < maxRounds && (round === 0 || hasTimeFor(roundMs)); round += 1) {
      const swept = await sweepOnce();
      if (!swept.ok) throw swept.error;
      meter.count('SweptTimers', swept.value.timers);
      meter.count('SweptEffects', swept.value.effects);
      meter.count('SweptEvents', swept.value.events);
      if (!isFull(swept.value)) break;
    }
    await reportMetrics(store);
  };
  const purge = async (): Promise<void> => {
    const counts = await endWhatIsOver(deployment, {
      mostMonths: aws.mostRetentionMonths,
      now: clock.now(),
      mayGoOn: () => hasTimeFor(purgeMs),
    });
    log.info('what was over has ended', { counts: countsInWords(counts) });
  };
  const tasks = { sweep, purge };

  return async ({ Records }) => {
    const requestedTasks = new Set(
      Records.map(({ body }) => SweepTask.safeParse(JSON.parse(body)).data?.task ?? 'sweep'),
    );
    const results: Result<void>[] = [];
    // One after the other; rules that fired at once for the same task run it once.
    for (const task of requestedTasks) results.push(await attempt(tasks[task]));
    const failed = results.find((result) => !result.ok);
    if (failed && !failed.ok)
      log.error('the sweeper failed', { error: describeError(failed.error) });
    return {
      batchItemFailures: failed
        ? Records.map(({ messageId }) => ({ itemIdentifier: messageId }))
        : [],
    };
  };
};
