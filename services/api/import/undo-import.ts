import { type Instant, plus } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { ImportWork } from '#shared/ports/imports.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { changeContact } from '../change-contact.ts';
import { UndoStep } from '../domain/import/undo.ts';
import { liveTrips } from '../domain/journey-additions.ts';
import { flightAndDay } from '../domain/journey-legs.ts';
import { sameName } from '../domain/journey-people.ts';
import type { Applying, ApplyingStores } from './apply-import.ts';
import { leaseMs } from './read-import.ts';

/** What taking an import back needs. */
export interface UndoingStores extends ApplyingStores {
  readonly desk: ApplyingStores['desk'] & Pick<TripDesk, 'leave'>;
}

/** Takes one step back; nobody is told. */
const takeBack = async (
  stores: UndoingStores,
  { agencyId, by }: Applying,
  journey: Journey,
  step: UndoStep,
  now: Instant,
): Promise<void> => {
  const target = { agencyId, journeyId: journey.id, revision: journey.revision, now };
  switch (step.kind) {
    case 'journey':
      await stores.journeys.withdrawJourney({
        agencyId,
        journeyId: journey.id,
        notify: false,
        now,
      });
      return;
    case 'leg':
      await stores.journeys.editLeg({ ...target, legId: step.legId, set: step.set, notify: false });
      return;
    case 'phone':
      await changeContact(
        stores,
        { agencyId, name: by },
        { contactId: step.contactId, revision: null },
        { phone: step.phone, notify: false },
        now,
      );
      return;
    case 'group': {
      const { title, owner, notes, metadata, keeper } = journey;
      await stores.journeys.editJourney({
        ...target,
        set: { title, owner, notes, metadata, group: step.group, keeperId: keeper?.id ?? null },
      });
      return;
    }
    case 'added':
      for (const trip of liveTrips(journey))
        for (const { id, name } of trip.passengers)
          if (
            flightAndDay(trip) === step.flight &&
            (step.passengerIds.includes(id) || step.names.some((other) => sameName(other, name)))
          )
            await stores.desk.leave({
              agencyId,
              tripId: trip.id,
              passengerId: id,
              notify: false,
              now,
            });
  }
};

/**
 * Takes back what an import did to one journey, and writes down what became of it. A journey whose
 * travellers have heard something, or that somebody edited since, is kept.
 */
export const undoJourney = async (
  stores: UndoingStores,
  applying: Applying,
  work: ImportWork,
): Promise<void> => {
  const {
    agencyId,
    worker,
    import: { id, appliedAt },
  } = applying;
  const { clock, imports, journeys } = stores;
  const settle = (state: 'undone' | 'kept', outcome: string | null) =>
    imports.settle({
      agencyId,
      id,
      worker,
      position: work.position,
      state,
      journeyId: null,
      revisionAfter: null,
      outcome,
      until: plus(clock.now(), leaseMs),
    });
  const { journeyId } = work;
  const journey = journeyId === null ? null : await journeys.journey(agencyId, journeyId);
  if (!journey || journey.state === 'withdrawn') return settle('undone', null);
  if (await imports.wasSaid(agencyId, journey.id, appliedAt ?? clock.now()))
    return settle('kept', 'was_said');
  // Of one that was cut off the revision is not known; what was said of it is.
  if (work.state === 'applied' && journey.revision !== work.revisionAfter)
    return settle('kept', 'edited_since');
  const steps = work.content.undo.map((step) => UndoStep.parse(step));
  const whole = steps.find(({ kind }) => kind === 'journey');
  for (const step of whole ? [whole] : steps) {
    const present = await journeys.journey(agencyId, journey.id);
    if (present) await takeBack(stores, applying, present, step, clock.now());
  }
  return settle('undone', null);
};
