import type { MemoryInspection } from '#shared/adapters/memory/memory-store.ts';
import type { EffectRow } from '#shared/adapters/memory/rows.ts';
import { second } from '#shared/domain/instant.ts';
import type { EraseRequest, EraseResult } from '#shared/ports/personal-data.ts';
import type { RunEvidence, SendEvidence } from './evidence.ts';
import type { Erasure } from './observations.ts';
import type { AcceptedMessage } from './provider.ts';
import type { Watch } from './watch.ts';

/** What belongs to a contact that is about to be erased, and to everybody else. */
export interface BeforeErasure {
  readonly agencyId: string;
  readonly contactId: string;
  readonly phones: ReadonlySet<string>;
  readonly tripIds: ReadonlySet<string>;
  readonly journeyIds: ReadonlySet<string>;
  readonly conversationIds: ReadonlySet<string>;
  /** Rows of others, as they stand. */
  readonly others: ReadonlySet<object>;
}

/** A request that was claimed before the erasure may still be written within its lease. */
const leaseMs = 90 * second;

/** Finds what is a contact's and what is not, before it is erased. */
export const beforeErasure = (
  inspect: MemoryInspection,
  { agencyId, contactId }: EraseRequest,
): BeforeErasure => {
  const trips = inspect.trips();
  const own = trips.filter((trip) => trip.contactId === contactId);
  const tripIds = new Set(own.map(({ id }) => id));
  const isOfTrip = (row: { readonly tripId: string | null }): boolean =>
    row.tripId !== null && tripIds.has(row.tripId);
  const contacts = inspect.contacts();
  const effects = inspect.effects();
  const nobody = new Set(contacts.flatMap(({ id, isForgotten }) => (isForgotten ? [id] : [])));
  const ofOthers = new Set(
    contacts.flatMap(({ id, phone, agencyId: owner }) =>
      id === contactId || owner !== agencyId || phone === null ? [] : [phone],
    ),
  );
  const phones = new Set(
    [
      ...contacts.flatMap(({ id, phone }) => (id === contactId && phone !== null ? [phone] : [])),
      ...own.flatMap(({ whatsapp }) => whatsapp ?? []),
      ...effects.filter(isOfTrip).map(({ to }) => to),
    ].filter((phone) => phone !== '' && !ofOthers.has(phone)),
  );
  const isTo = (row: EffectRow): boolean => row.agencyId === agencyId && phones.has(row.to);
  const conversations = inspect.conversations();
  const isConversation = (row: (typeof conversations)[number]): boolean =>
    row.agencyId === agencyId && phones.has(row.phone);
  const conversationIds = new Set(conversations.filter(isConversation).map(({ id }) => id));
  const isOwnTask = (task: ReturnType<MemoryInspection['tasks']>[number]): boolean =>
    isOfTrip(task) || conversationIds.has(String(task.facts['conversationId']));
  return {
    agencyId,
    contactId,
    phones,
    tripIds,
    journeyIds: new Set(own.map(({ journeyId }) => journeyId)),
    conversationIds,
    others: new Set([
      // Of a journey that is emptied now, trips of who was erased before lose their names too.
      ...trips.filter((trip) => !own.includes(trip) && !nobody.has(trip.contactId)),
      ...contacts.filter(({ id }) => id !== contactId),
      ...effects.filter((row) => !isOfTrip(row) && !isTo(row)),
      ...inspect.tasks().filter((task) => !isOwnTask(task)),
      ...conversations.filter((row) => !isConversation(row)),
    ]),
  };
};

/** The actors whose states an erasure empties, as `agent|id`. */
export const emptiedActors = (before: BeforeErasure, shared: readonly string[]): string[] => {
  const journeys = [...before.journeyIds].filter((id) => !shared.includes(id));
  return [
    ...[...before.tripIds].map((id) => `notifications|${id}`),
    ...journeys.flatMap((id) => [`itinerary|${id}`, `connections|${id}`]),
    ...[...before.conversationIds].map((id) => `concierge|${id}`),
  ];
};

const everyRow = (inspect: MemoryInspection): ReadonlySet<object> =>
  new Set<object>([
    ...inspect.trips(),
    ...inspect.contacts(),
    ...inspect.effects(),
    ...inspect.tasks(),
    ...inspect.conversations(),
  ]);

const isLeft = (
  inspect: MemoryInspection,
  { agencyId, phone }: Pick<Erasure, 'agencyId' | 'phone'>,
): string | undefined => {
  const isOwn = (row: { readonly agencyId: string }): boolean => row.agencyId === agencyId;
  if (inspect.contacts().some((row) => isOwn(row) && row.phone === phone)) return 'a contact';
  if (inspect.trips().some((row) => isOwn(row) && row.whatsapp === phone)) return 'a trip';
  if (inspect.effects().some((row) => isOwn(row) && row.to === phone)) return 'a message';
  if (inspect.conversations().some((row) => isOwn(row) && row.phone === phone))
    return 'a conversation';
  return undefined;
};

/** An erasure takes all of its person, nothing of anybody else; a refused one takes nothing. */
export const checkErasure = (
  watch: Watch,
  inspect: MemoryInspection,
  before: BeforeErasure,
  result: EraseResult,
): void => {
  const rows = everyRow(inspect);
  if ([...before.others].some((row) => !rows.has(row)))
    watch.violate(
      'an erasure takes nothing of others',
      `a row of another changed (${result.kind})`,
    );
  if (result.kind !== 'erased') return;
  for (const phone of before.phones) {
    const left = isLeft(inspect, { agencyId: before.agencyId, phone });
    if (left !== undefined)
      watch.violate('an erasure leaves nothing of its person', `${left} was left`);
  }
};

/** Nothing is claimed for who was erased, and what was claimed before is sent within its lease. */
export const notToErased = (message: AcceptedMessage, evidence: SendEvidence): void => {
  const { observations, memory, watch } = evidence;
  const row = memory.inspect.effects().find(({ id }) => id === message.effectId);
  const erasure = observations.erasures.get(`${row?.agencyId}|${message.to}`);
  if (!row || !erasure) return;
  const { atMs, anewAtMs } = erasure;
  const claimedMs = observations.claimedAt.get(row.id) ?? Number.POSITIVE_INFINITY;
  if (anewAtMs !== null && claimedMs >= anewAtMs) return;
  watch.count('accepted amid an erasure');
  if (claimedMs > atMs || message.atMs - atMs > leaseMs)
    watch.violate(
      'nothing reaches who was erased',
      `${row.type} ${(message.atMs - atMs) / second} s after the erasure`,
    );
};

/** Who was erased and said nothing since is nowhere at the end. */
export const erasedStayAway = ({ memory, watch, observations }: RunEvidence): void => {
  for (const erasure of observations.erasures.values()) {
    if (erasure.anewAtMs !== null) continue;
    const left = isLeft(memory.inspect, erasure);
    if (left !== undefined)
      watch.violate('what was said before an erasure brings nobody back', `${left} is there again`);
  }
};
