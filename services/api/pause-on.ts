import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { type Brake, strictestBrake } from '#shared/domain/sending.ts';
import type { ConversationRow } from '#shared/ports/conversation-desk.ts';
import type { ApiDependencies } from './dependencies.ts';

/**
 * The pause that holds what a person would write in a conversation; null: it leaves. A paused
 * journey holds it where the traveller is on no other one.
 */
export const pauseOn = async (
  { brakes, contacts, desk }: Pick<ApiDependencies, 'brakes' | 'contacts' | 'desk'>,
  agencyId: string,
  { phone, tripIds }: Pick<ConversationRow, 'phone' | 'tripIds'>,
  now: Instant,
): Promise<Brake | null> => {
  const type: MessageType = 'agency_reply';
  const pauses = (await brakes.brakes(agencyId)).brakes.filter(({ state }) => state === 'paused');
  if (pauses.length === 0) return null;
  const known = await contacts.contacts(agencyId, { phone, limit: 1 });
  const contactIds = known.map(({ id }) => id);
  const pause = strictestBrake(pauses, { type, journeyIds: [], contactIds }, now);
  if (pause) return pause;
  const trips = await Promise.all(tripIds.map((tripId) => desk.trip(agencyId, tripId)));
  const ofJourneys = [...new Set(trips.flatMap((trip) => trip?.journeyId ?? []))].map((journeyId) =>
    strictestBrake(pauses, { type, journeyIds: [journeyId], contactIds }, now),
  );
  return ofJourneys.every((brake) => brake !== null) ? (ofJourneys[0] ?? null) : null;
};
