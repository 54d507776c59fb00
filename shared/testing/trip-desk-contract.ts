import { describeAgency } from './contract/agency.ts';
import { describeBooking } from './contract/booking.ts';
import { describeCeilings } from './contract/ceilings.ts';
import { describeDesk } from './contract/desk.ts';
import { describeEdits } from './contract/edits.ts';
import { describeErasure } from './contract/erasure.ts';
import type { MakeStore, StoreUnderTest } from './contract/harness.ts';
import { describeInbound } from './contract/inbound.ts';
import { describeIncidents } from './contract/incidents.ts';
import { describeJourneyEvents } from './contract/journey-events.ts';
import { describeJourneyParts } from './contract/journey-parts.ts';
import { describeReading } from './contract/reading.ts';
import { describeRoles } from './contract/roles.ts';
import { describeTaskDesk } from './contract/task-desk.ts';

/** The contract test of `TripDesk`, which every adapter passes. */
export const describeTripDesk = (name: string, make: MakeStore): void => {
  describe(`${name} as TripDesk`, () => {
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
    describeBooking(subject);
    describeEdits(subject);
    describeDesk(subject);
    describeCeilings(subject);
    describeErasure(subject);
    describeInbound(subject);
    describeJourneyEvents(subject);
    describeJourneyParts(subject);
    describeRoles(subject);
    describeReading(subject);
    describeTaskDesk(subject);
    describeIncidents(subject);
    describeAgency(subject);
  });
};
