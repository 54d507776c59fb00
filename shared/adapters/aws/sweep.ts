import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { z } from 'zod';
import { describeError } from '#shared/actor/describe-error.ts';
import { createSweep, type SweepReport } from '#shared/actor/sweeper.ts';
import { hasTimeFor } from '#shared/deadline.ts';
import { second } from '#shared/domain/instant.ts';
import { sendMonthlyReports } from '#shared/monthly-report/send.ts';
import { type AgentName, agentNames, type TimerRow } from '#shared/ports/actor-store.ts';
import type { breakerServices } from '#shared/ports/circuit-breakers.ts';
import type { MetricName } from '#shared/ports/meter.ts';
import type { Operations } from '#shared/ports/operations.ts';
import { attempt, type Result } from '#shared/result.ts';
import { countsInWords, endWhatIsOver } from '#shared/retention.ts';
import type { Deployment } from './deployment.ts';
import { openQueues } from './queues.ts';
import { openStaffMail } from './ses-staff-mail.ts';

/** What a rule asks the sweeper to do. */
const SweepTask = z.object({ task: z.enum(['sweep', 'purge', 'report']) });

/** The agent whose function sends what is due: any that sends may claim any message. */
const sendingAgent = 'notifications';
/** Sweeps of one call at most: it works a long queue off, but ends. */
const maxRounds = 20;
/** Rows of a kind that one sweep takes: there may be more. */
const fullBatch = 1_000;
/** Schedules that are made side by side. */
const schedulesAtOnce = 200;
/** For a round of publishing and sending, and for one batch of deletions. */
const roundMs = 10 * second;
const purgeMs = 10 * second;
/** For the report of one owner: read, written and mailed. */
const reportMs = 20 * second;

const circuitMetrics = [
  ['twilio', 'CircuitOpenTwilio'],
  ['aeroapi', 'CircuitOpenAeroApi'],
  ['openai', 'CircuitOpenOpenAi'],
] as const satisfies readonly (readonly [(typeof breakerServices)[number], MetricName])[];

/** Messages that were woken stay due until their agent has claimed them, so they count for none. */
const isFull = ({ timers, events }: SweepReport): boolean => Math.max(timers, events) >= fullBatch;

/**
 * The safety net, run every minute. It does no work of an agent itself, since one that is slow
 * would hold all others up: late timers and due messages become small messages in the queues of
 * their agents, which work them off side by side. What it does itself is to publish events, and to
 * make the schedules of timers that were set far ahead and have come near. It then
 * reports the state of the system as metrics. Removing old rows is a task of its own,
 * and so is mailing the reports of a month.
 */
export const createSweeper = (
  deployment: Deployment,
  { agentQueue, timers }: ReturnType<typeof openQueues> = openQueues(deployment),
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { store, bus, breakers, clock, log, meter, aws } = deployment;
  const queueOf = (agent: AgentName) => agentQueue(agent);

  /** One sweep of a call of the function; `woken` are the messages that it has woken already. */
  const sweeping = (woken: Set<string>) =>
    createSweep({
      store,
      bus,
      clock,
      log,
      receive: (agent, event) => attempt(() => queueOf(agent).send(event)),
      wake: (effectIds, agencyId) =>
        attempt(async () => {
          const due = effectIds.filter((id) => !woken.has(id));
          if (agencyId === null || due.length === 0) return;
          await queueOf(sendingAgent).sendAll(
            due.map((effectId) => ({ wake: { effectId, agencyId } })),
          );
          for (const id of due) woken.add(id);
        }),
      agents: new Set(agentNames.filter((agent) => aws.agentQueues[agent] !== undefined)),
      limit: fullBatch,
    });

  const reportMetrics = async (operations: Operations): Promise<void> => {
    const report = await operations.report(clock.now());
    meter.seconds('OutboxOldestSeconds', report.outboxOldestSeconds);
    meter.seconds('TimersLateSeconds', report.timersLateSeconds);
    meter.count('UnknownEffects', report.unknownEffects);
    meter.count('Quarantined', report.quarantined);
    meter.count('CriticalUnsent', report.urgentTasks);
    meter.count('UntoldIncidents', report.untoldIncidents);
    const { services, accounts } = await breakers.states();
    for (const [service, name] of circuitMetrics)
      if (services[service].kind === 'open') meter.count(name);
    if (accounts.length > 0 && services.twilio.kind !== 'open') meter.count('CircuitOpenTwilio');
    for (const provider of accounts) log.warn('circuit of an account is open', { provider });
    if (report.eventToSendP95Seconds !== null)
      meter.seconds('EventToSendP95Seconds', report.eventToSendP95Seconds);
  };

  /** Makes the schedules of timers that have come near; one that fails is fired late instead. */
  const scheduleFarTimers = async (): Promise<void> => {
    let taken: readonly TimerRow[];
    do {
      taken = await store.takeFarTimers({ now: clock.now(), limit: schedulesAtOnce });
      const made = await Promise.all(
        taken.map((timer) => attempt(() => timers(timer.agent).set(timer))),
      );
      const failed = made.filter(({ ok }) => !ok).length;
      if (failed > 0) log.warn('timers that came near were not scheduled', { timers: failed });
    } while (taken.length === schedulesAtOnce && hasTimeFor(roundMs));
  };

  /** Wakes what is due again for systems of agencies; the bus brings new events by itself. */
  const wakeDeliveries = async (): Promise<void> => {
    const woken = await attempt(async () => {
      const due = await store.webhookDeliveries.due(clock.now(), fullBatch);
      if (due.length === 0) return;
      await agentQueue('deliveries').sendAll(
        due.map(({ id, agencyId }) => ({ wake: { effectId: id, agencyId } })),
      );
    });
    if (!woken.ok) log.warn('deliveries were not woken', { error: describeError(woken.error) });
  };

  const sweep = async (): Promise<void> => {
    const sweepOnce = sweeping(new Set());
    for (let round = 0; round < maxRounds && (round === 0 || hasTimeFor(roundMs)); round += 1) {
      const swept = await sweepOnce();
      if (!swept.ok) throw swept.error;
      meter.count('SweptTimers', swept.value.timers);
      meter.count('SweptEffects', swept.value.effects);
      meter.count('SweptEvents', swept.value.events);
      if (!isFull(swept.value)) break;
    }
    await scheduleFarTimers();
    await wakeDeliveries();
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
  const report = async (): Promise<void> => {
    const { consoleUrl } = deployment;
    const mail = openStaffMail(deployment);
    if (!mail || consoleUrl === null) return;
    await sendMonthlyReports({ store, mail, consoleUrl, clock, log }, () => hasTimeFor(reportMs));
  };
  const tasks = { sweep, purge, report };

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
