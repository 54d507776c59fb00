import type { BookingImport } from '#shared/domain/booking-import.ts';
import { earliest, type Instant, plus } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import { OverCeiling } from '#shared/errors.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ImportWork } from '#shared/ports/imports.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import { bookJourney } from '../book-journey.ts';
import { changeContact } from '../change-contact.ts';
import { consentReader } from '../consent.ts';
import { differenceFrom, type ImportAct } from '../domain/import/difference.ts';
import { JourneyPlan } from '../domain/import/plan.ts';
import { confirmedFrom } from '../domain/import/spread.ts';
import { type UndoStep, undoOf } from '../domain/import/undo.ts';
import { bookingOf } from '../domain/import/verdict.ts';
import { leaseMs, type ReadingStores } from './read-import.ts';

/** What applying an import needs. */
export interface ApplyingStores extends ReadingStores {
  readonly journeys: JourneyDesk;
  readonly contacts: Pick<ContactDesk, 'contact' | 'editContact'>;
}

/** An import that is being applied, by whom, and for which agency. */
export interface Applying {
  readonly agencyId: string;
  readonly by: string;
  readonly worker: string;
  readonly import: BookingImport;
  /** Of the agency; null: that of the first airport. */
  readonly zone: string | null;
}

/** A journey after something was done to it, or why it was not. */
type Done = { readonly journey: Journey } | { readonly code: string };

const act = async (
  stores: ApplyingStores,
  applying: Applying,
  journey: Journey,
  one: ImportAct,
  confirmFrom: Instant | null,
): Promise<Done> => {
  const {
    agencyId,
    by,
    import: { welcome },
  } = applying;
  const now = stores.clock.now();
  const target = { agencyId, journeyId: journey.id, revision: journey.revision, now };
  const isTold = welcome === 'all';
  switch (one.kind) {
    case 'leg': {
      const result = await stores.journeys.editLeg({
        ...target,
        legId: one.legId,
        set: one.set,
        notify: isTold,
      });
      return 'journey' in result ? result : { code: result.kind };
    }
    case 'phone': {
      const result = await changeContact(
        stores,
        { agencyId, name: by },
        { contactId: one.contactId, revision: null },
        { phone: one.phone, notify: isTold },
        now,
      );
      if (!('contact' in result)) return { code: result.kind };
      const after = await stores.journeys.journey(agencyId, journey.id);
      return after ? { journey: after } : { code: 'not-found' };
    }
    case 'add': {
      const result = await stores.journeys.addToJourney({
        ...target,
        passengers: one.passengers,
        trips: one.trips,
        notify: welcome !== 'none',
        ...(confirmFrom !== null && { confirmFrom }),
      });
      return 'journey' in result ? result : { code: result.kind };
    }
    case 'group': {
      const { title, owner, notes, metadata, keeper } = journey;
      const result = await stores.journeys.editJourney({
        ...target,
        set: { title, owner, notes, metadata, group: one.group, keeperId: keeper?.id ?? null },
      });
      return 'journey' in result ? result : { code: result.kind };
    }
  }
};

/** Makes a journey what the plan says of it; what was done already is not done again. */
const makeItSo = async (
  stores: ApplyingStores,
  applying: Applying,
  work: ImportWork,
  plan: JourneyPlan,
  start: Journey,
  first: readonly UndoStep[],
): Promise<void> => {
  const {
    agencyId,
    by,
    worker,
    import: { id },
  } = applying;
  const now = stores.clock.now();
  const consentOf = await consentReader(stores.desk, { agencyId, name: by }, now);
  const consent = consentOf(undefined, true);
  if ('code' in consent) throw new Error('an attested consent that may be missing was refused');
  const { acts } = differenceFrom(start, plan, { now, consent });
  // Written down before anything is done: whoever goes on after a crash sees a smaller difference.
  const content =
    work.state === 'begun' && work.content.undo.length > 0
      ? work.content
      : { ...work.content, undo: [...undoOf(acts), ...first] };
  const settle = (
    state: 'begun' | 'applied' | 'failed',
    journey: Journey,
    outcome: string | null,
  ) =>
    stores.imports.settle({
      agencyId,
      id,
      worker,
      position: work.position,
      state,
      journeyId: journey.id,
      revisionAfter: journey.revision,
      content,
      outcome,
      until: plus(stores.clock.now(), leaseMs),
    });
  if (acts.length > 0) await settle('begun', start, null);
  let journey = start;
  const confirmFrom = confirmFromOf(applying, work, plan, now);
  for (const [nth, one] of acts.entries()) {
    const done = await act(stores, applying, journey, one, confirmFrom);
    if ('code' in done) {
      const isPartly = nth > 0 || first.length > 0;
      await settle(
        isPartly ? 'applied' : 'failed',
        journey,
        isPartly ? `partly_${done.code}` : done.code,
      );
      return;
    }
    journey = done.journey;
  }
  await settle('applied', journey, null);
};

const confirmFromOf = (
  { import: { spreadDays, welcome }, zone }: Applying,
  { nth, of }: ImportWork,
  plan: JourneyPlan,
  now: Instant,
): Instant | null =>
  welcome === 'none'
    ? null
    : confirmedFrom(
        { nth, of },
        {
          spreadDays,
          departure: earliest(...plan.legs.map(({ departure }) => departure)) ?? now,
          zone: zone ?? plan.legs[0]?.originZone ?? 'UTC',
          now,
        },
      );

/**
 * Applies one journey of an import, and writes down what became of it. Whatever happens in between,
 * doing it again does the rest and nothing twice.
 * @throws BauhausError when the database does not answer.
 */
export const applyJourney = async (
  stores: ApplyingStores,
  applying: Applying,
  work: ImportWork,
): Promise<void> => {
  const {
    agencyId,
    by,
    worker,
    import: { id, welcome },
  } = applying;
  const plan = JourneyPlan.parse(work.content.plan);
  const fail = (outcome: string) =>
    stores.imports.settle({
      agencyId,
      id,
      worker,
      position: work.position,
      state: 'failed',
      journeyId: work.journeyId,
      revisionAfter: null,
      outcome,
      until: plus(stores.clock.now(), leaseMs),
    });
  try {
    if (work.verdict === 'changed') {
      const journey =
        work.journeyId === null ? null : await stores.journeys.journey(agencyId, work.journeyId);
      if (!journey || journey.state === 'withdrawn') return await fail('gone');
      if (work.state === 'waiting' && journey.revision !== work.basis)
        return await fail('changed_since');
      return await makeItSo(stores, applying, work, plan, journey, []);
    }
    const now = stores.clock.now();
    const confirmFrom = confirmFromOf(applying, work, plan, now);
    const key = Reflect.get(Object(work.content.plan), 'key');
    const booked = await bookJourney(
      { bookJourney: stores.journeys.bookJourney, settings: stores.desk.settings },
      { agencyId, name: by },
      { ...bookingOf(plan), notify: welcome !== 'none' },
      {
        now,
        idempotencyKey: typeof key === 'string' ? key : null,
        ...(confirmFrom !== null && { confirmFrom }),
      },
    );
    switch (booked.kind) {
      case 'booked':
      case 'same':
        return await makeItSo(stores, applying, work, plan, booked.journey, [{ kind: 'journey' }]);
      case 'differs': {
        // What an earlier try of ours booked before it was cut off.
        const journey =
          work.state === 'begun' ? await stores.journeys.journey(agencyId, booked.journeyId) : null;
        return journey
          ? await makeItSo(stores, applying, work, plan, journey, [{ kind: 'journey' }])
          : await fail('changed_since');
      }
      case 'duplicate':
        return await fail('duplicate_trip');
      case 'refused':
        return await fail(booked.problems[0]?.code ?? 'refused');
    }
  } catch (error) {
    if (!(error instanceof OverCeiling)) throw error;
    return fail('over_ceiling');
  }
};
