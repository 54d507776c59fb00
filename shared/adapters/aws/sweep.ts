import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { describeError } from '#shared/actor/describe-error.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { createSweep, type SweepReport } from '#shared/actor/sweeper.ts';
import { composeWhatsApp } from '#shared/composition/whatsapp.ts';
import { hasTimeFor } from '#shared/deadline.ts';
import { second } from '#shared/domain/instant.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Operations } from '#shared/ports/operations.ts';
import { attempt, type Result } from '#shared/result.ts';
import type { Deployment } from './deployment.ts';
import { openQueues } from './queues.ts';
import { createRelay, eventsOfTheLedger } from './relay.ts';
import { relayingStore } from './relaying-store.ts';
import { noTimers } from './timers.ts';

/** What a rule asks the sweeper to do. */
const SweepTask = z.object({ task: z.enum(['sweep', 'purge']) });

const agents = [
  'flight-tracker',
  'notifications',
  'itinerary',
  'concierge',
] as const satisfies readonly AgentName[];
/**
 * Sweeps of one call; each wakes what was found, so that a long queue is worked off and not only
 * looked at.
 */
const rounds = 20;
const full = 200;
/** A round of slow sends, and one batch of deletions; neither starts without time to finish. */
const roundMs = 40 * second;
const purgeMs = 10 * second;

const isFull = ({ timers, effects, events }: SweepReport): boolean =>
  Math.max(timers, effects, events) >= full;

/**
 * The safety net, run every minute. Late timers go to their agent's queue, since this function has
 * no agents; sends that are due it performs itself; events that were not published it carries. It
 * then tells how the system is. Each removal of old rows is a task of its own.
 */
export const createSweeper = (
  deployment: Deployment,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { store, bus, breakers, clock, ids, log, meter, aws } = deployment;
  const queues = openQueues(deployment);
  const agentQueues = new Map(agents.map((agent) => [agent, () => queues.agentQueue(agent)]));
  const kernel = createKernel({
    store: relayingStore(store, createRelay(deployment, eventsOfTheLedger)),
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
    agents: new Set(agents.filter((agent) => aws.agentQueues[agent] !== undefined)),
  });

  const tell = async (operations: Operations): Promise<void> => {
    const report = await operations.report(clock.now());
    meter.seconds('OutboxOldestSeconds', report.outboxOldestSeconds);
    meter.seconds('TimersLateSeconds', report.timersLateSeconds);
    meter.count('UnknownEffects', report.unknownEffects);
    meter.count('Quarantined', report.quarantined);
    meter.count('CriticalUnsent', report.urgentTasks);
    const standing = Object.values(await breakers.states());
    meter.count('CircuitsOpen', standing.filter(({ kind }) => kind === 'open').length);
    if (report.eventToSendP95Seconds !== null)
      meter.seconds('EventToSendP95Seconds', report.eventToSendP95Seconds);
  };

  const sweep = async (): Promise<void> => {
    for (let round = 0; round < rounds && (round === 0 || hasTimeFor(roundMs)); round += 1) {
      const swept = await sweepOnce();
      if (!swept.ok) throw swept.error;
      meter.count('SweptTimers', swept.value.timers);
      meter.count('SweptEffects', swept.value.effects);
      meter.count('SweptEvents', swept.value.events);
      if (!isFull(swept.value)) break;
    }
    await tell(store);
  };
  const purge = async (): Promise<void> => {
    while (hasTimeFor(purgeMs) && (await store.purge(clock.now()))) {
      // There is more.
    }
  };
  const tasks = { sweep, purge };

  return async ({ Records }) => {
    const asked = new Set(
      Records.map(({ body }) => SweepTask.safeParse(JSON.parse(body)).data?.task ?? 'sweep'),
    );
    const done: Result<void>[] = [];
    // One after the other: several rules that fired at once want the same thing done once.
    for (const task of asked) done.push(await attempt(tasks[task]));
    const failed = done.find((one) => !one.ok);
    if (failed && !failed.ok)
      log.error('the sweeper failed', { error: describeError(failed.error) });
    return {
      batchItemFailures: failed
        ? Records.map(({ messageId }) => ({ itemIdentifier: messageId }))
        : [],
    };
  };
};
