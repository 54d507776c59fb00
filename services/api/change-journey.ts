import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import { withoutSecretsIn } from '#shared/domain/redact-json.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type {
  EditedNotes,
  JourneyAct,
  JourneyDesk,
  JourneyPartResult,
} from '#shared/ports/journey-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Booker, consentNeeded, consentReader, withoutConsent } from './consent.ts';
import { legAddition, legAfterEdit, type Normalised } from './domain/journey-additions.ts';
import { metadataIssues } from './domain/journey-booking.ts';
import type {
  JourneyEdit,
  LegAddition,
  LegEdit,
  PassengerAddition,
  PassengerEdit,
} from './domain/journey-input.ts';
import type { JourneyIssue } from './domain/journey-issue.ts';
import { passengerAddition, passengerAfterEdit } from './domain/passenger-additions.ts';
import { mergePatch } from './domain/trip-edit.ts';
import { editDifference } from './edit-difference.ts';

/** The outcome of changing a journey; nothing is written unless it is `edited`. */
export type ChangeJourneyResult =
  | {
      readonly kind: 'edited' | 'unchanged';
      readonly journey: Journey;
      readonly warnings: readonly JourneyIssue[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly JourneyIssue[] }
  | { readonly kind: 'duplicate'; readonly tripId: string }
  | { readonly kind: 'not-found' | 'withdrawn' }
  /** Somebody else changed it in between; `differs`: fields of the edit that it would change. */
  | { readonly kind: 'stale'; readonly revision: number; readonly differs: readonly string[] };

/** Which journey is changed, and on which revision of it the change is based; null: on any. */
export interface JourneyTarget {
  readonly agencyId: string;
  readonly journeyId: string;
  readonly revision: number | null;
}

/** How often a change is merged again after somebody else's; more conflicts hint at a fault. */
const maxAttempts = 5;

/** What is to be written to a journey: normalised, and written. */
type Change<T> = {
  /** Null: the journey has no such part. */
  readonly normalise: (journey: Journey) => Normalised<T> | null;
  readonly write: (act: JourneyAct, value: T) => Promise<JourneyPartResult>;
  /** Of an edit: the fields that it would change. */
  readonly differs?: (journey: Journey, value: T) => readonly string[];
};

/**
 * Changes a journey. After somebody else's change it is normalised again, unless the target names
 * the revision that it was made against: then the outcome is `stale`.
 */
const change = async <T>(
  desk: Pick<JourneyDesk, 'journey'>,
  { agencyId, journeyId, revision: expected }: JourneyTarget,
  now: Instant,
  { normalise, write, differs = () => [] }: Change<T>,
): Promise<ChangeJourneyResult> => {
  for (let attempt = 1; ; attempt += 1) {
    const journey = await desk.journey(agencyId, journeyId);
    if (!journey) return { kind: 'not-found' };
    const { revision } = journey;
    const normalised = normalise(journey);
    if (attempt > maxAttempts || (expected !== null && expected !== revision))
      return {
        kind: 'stale',
        revision,
        differs: normalised?.ok ? differs(journey, normalised.value) : [],
      };
    if (!normalised) return { kind: 'not-found' };
    if (!normalised.ok) return { kind: 'refused', problems: normalised.problems };
    const act = { agencyId, journeyId, revision, now };
    const result = await write(act, normalised.value);
    if ('journey' in result) return { ...result, warnings: normalised.warnings };
    if (result.kind === 'stale') continue;
    return 'tripId' in result ? result : { kind: result.kind };
  }
};

const merged = (journey: Journey, edit: JourneyEdit): EditedNotes => ({
  title: edit.title === undefined ? journey.title : edit.title,
  owner: edit.owner === undefined ? journey.owner : edit.owner,
  group: edit.group === undefined ? journey.group : edit.group,
  notes: edit.notes === undefined ? journey.notes : edit.notes,
  metadata: edit.metadata
    ? withoutSecretsIn(mergePatch(journey.metadata, edit.metadata))
    : journey.metadata,
  keeperId: edit.keeperId === undefined ? (journey.keeper?.id ?? null) : edit.keeperId,
});

/** Edits what is said of a journey. */
export const changeJourney = (
  desk: Pick<JourneyDesk, 'journey' | 'editJourney'>,
  target: JourneyTarget,
  edit: JourneyEdit,
  now: Instant,
): Promise<ChangeJourneyResult> =>
  change(desk, target, now, {
    normalise: (journey) => {
      const value = merged(journey, edit);
      const problems = metadataIssues(value.metadata);
      return problems.length > 0 ? { ok: false, problems } : { ok: true, value, warnings: [] };
    },
    write: (act, set) => desk.editJourney({ ...act, set }),
    differs: (journey, set) =>
      editDifference(edit, { ...set }, { ...journey, keeperId: journey.keeper?.id ?? null }),
  });

/** Adds a leg for everybody who flies on a journey. */
export const addLeg = (
  desk: Pick<JourneyDesk, 'journey' | 'addToJourney'>,
  target: JourneyTarget,
  input: LegAddition,
  now: Instant,
): Promise<ChangeJourneyResult> =>
  change(desk, target, now, {
    normalise: (journey) => legAddition(journey, input, now),
    write: (act, value) => desk.addToJourney({ ...act, ...value, notify: input.notify }),
  });

/** The leg that a path names: by its id, or by its position among the legs of that revision. */
const legIdOf = (journey: Journey, leg: string): string =>
  /^\d+$/.test(leg) ? (journey.legs[Number(leg)]?.id ?? '') : leg;

/** Edits a leg, for all who fly it. */
export const changeLeg = (
  desk: Pick<JourneyDesk, 'journey' | 'editLeg'>,
  target: JourneyTarget & { readonly leg: string },
  edit: LegEdit,
  now: Instant,
): Promise<ChangeJourneyResult> =>
  change(desk, target, now, {
    normalise: (journey) => {
      const legId = legIdOf(journey, target.leg);
      const leg = legAfterEdit(journey, legId, edit, now);
      return leg?.ok ? { ...leg, value: { legId, set: leg.value } } : leg;
    },
    write: (act, value) => desk.editLeg({ ...act, ...value, notify: edit.notify }),
    differs: ({ trips }, { legId, set }) =>
      editDifference(edit, set, trips.find((trip) => trip.legId === legId) ?? {}),
  });

/** Withdraws a leg, for all who fly it. */
export const removeLeg = (
  desk: Pick<JourneyDesk, 'journey' | 'withdrawLeg'>,
  target: JourneyTarget & { readonly leg: string },
  options: { readonly notify: boolean; readonly now: Instant },
): Promise<ChangeJourneyResult> =>
  change(desk, target, options.now, {
    normalise: (journey) => {
      const value = legIdOf(journey, target.leg);
      return journey.legs.some(({ id }) => id === value) ? { ok: true, value, warnings: [] } : null;
    },
    write: (act, legId) => desk.withdrawLeg({ ...act, legId, notify: options.notify }),
  });

/** Adds a passenger to all legs of a journey. */
export const addPassenger = async (
  desk: Pick<JourneyDesk, 'journey' | 'addToJourney'> & Pick<TripDesk, 'settings'>,
  booker: Booker,
  target: JourneyTarget,
  input: PassengerAddition,
  now: Instant,
): Promise<ChangeJourneyResult> => {
  const consentOf = await consentReader(desk, booker, now);
  return change(desk, target, now, {
    normalise: (journey) =>
      passengerAddition(journey, input, {
        now,
        attested: { how: 'attested', at: now, by: booker.name },
        consentOf,
      }),
    write: (act, value) => desk.addToJourney({ ...act, ...value, notify: input.notify }),
  });
};

/** Edits what is said of a passenger. */
export const changePassenger = async (
  stores: {
    readonly desk: Pick<TripDesk, 'settings'>;
    readonly journeys: Pick<JourneyDesk, 'journey' | 'editPassenger'>;
    readonly contacts: Pick<ContactDesk, 'contact'>;
  },
  target: JourneyTarget & { readonly passengerId: string },
  edit: PassengerEdit,
  now: Instant,
): Promise<ChangeJourneyResult> => {
  const { passengerId, agencyId } = target;
  const result = await change(stores.journeys, target, now, {
    normalise: (journey) => passengerAfterEdit(journey, passengerId, edit),
    write: (act, set) => stores.journeys.editPassenger({ ...act, passengerId, set }),
    differs: ({ passengers }, set) =>
      editDifference(edit, set, passengers.find(({ id }) => id === passengerId) ?? {}),
  });
  if (result.kind !== 'edited') return result;
  const ids = result.journey.contacts.map(({ id }) => id);
  const silenced = await withoutConsent(stores, agencyId, ids);
  const warnings = silenced.map((id) => ({
    path: ['contacts', ids.indexOf(id)],
    ...consentNeeded,
  }));
  return { ...result, warnings: [...result.warnings, ...warnings] };
};
