import { describeAnnouncedFailures } from './contract/announced-failures.ts';
import { describeBrakes } from './contract/brakes.ts';
import { describeClaims } from './contract/claims.ts';
import { describeDuty } from './contract/duty.ts';
import type { MakeStore, StoreUnderTest } from './contract/harness.ts';
import { describeIncidentEvents } from './contract/incident-events.ts';
import { describeLedger } from './contract/ledger.ts';
import { describeOutbox } from './contract/outbox.ts';
import { describeRates } from './contract/rates.ts';
import { describeRecords } from './contract/records.ts';
import { describeSettling } from './contract/settling.ts';
import { describeStatusCallbacks } from './contract/status-callbacks.ts';
import { describeTasks } from './contract/tasks.ts';
import { describeTimers } from './contract/timers.ts';
import { describeTurns } from './contract/turns.ts';

/**
 * The contract test of `ActorStore`, `Outbox` and `WaitingEffects`, which every adapter passes, so
 * that what is proven in memory holds on Postgres.
 */
export const describeActorStore = (name: string, make: MakeStore): void => {
  describe(`${name} as ActorStore`, () => {
    let current: StoreUnderTest | undefined;
    const subject = () => {
      if (!current) throw new Error('the store was not made');
      return current;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => {
      await current?.close();
    });
    describeTurns(subject);
    describeRecords(subject);
    describeTimers(subject);
    describeLedger(subject);
    describeClaims(subject);
    describeBrakes(subject);
    describeSettling(subject);
    describeAnnouncedFailures(subject);
    describeStatusCallbacks(subject);
    describeTasks(subject);
    describeIncidentEvents(subject);
    describeDuty(subject);
    describeRates(subject);
    describeOutbox(subject);
  });
};
