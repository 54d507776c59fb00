import type { FlightFacts } from '#shared/domain/flight.ts';
import type { GroupTrip } from '#shared/ports/turn-contexts.ts';
import type { ForGuide, GroupCounts } from '#shared/templates/words.ts';
import { isSameMoment } from '../moment.ts';

/** How far a trip of a group is with a piece of news. */
type Reach = 'told' | 'toCall' | 'pending';

/** Whether the last message of a trip about its flight tells the news, or what follows from it. */
const isAbout = (
  { departure, phase }: NonNullable<GroupTrip['last']>,
  news: ForGuide['type'],
  facts: FlightFacts,
): boolean => {
  switch (news) {
    case 'cancelled':
    case 'diverted':
      return phase === news;
    case 'reinstated':
      return phase !== 'cancelled';
    case 'delayed':
    case 'departure_moved_earlier':
    case 'back_on_time':
      return departure !== null && isSameMoment(departure, facts.departure);
  }
};

const reachOf = (trip: GroupTrip, news: ForGuide['type'], facts: FlightFacts): Reach => {
  const { isWrittenTo, last, call } = trip;
  if (call?.message === news && call.state === 'done') return 'told';
  if (!isWrittenTo) return 'toCall';
  if (last === null || !isAbout(last, news, facts)) return 'pending';
  switch (last.status) {
    case 'SENT':
      return 'told';
    case 'FAILED':
      return last.permanent ? 'toCall' : 'pending';
    case 'DROPPED':
    case 'PENDING':
    case 'SENDING':
    case 'UNKNOWN':
      return 'pending';
  }
};

/** The better of two: whoever was told by one contact knows. */
const better = (a: Reach | undefined, b: Reach): Reach => {
  if (a === undefined || a === b) return b;
  if (a === 'told' || b === 'told') return 'told';
  return 'pending';
};

/** How many travellers of a group know the news; each counts once, whoever was told for them. */
export const groupCounts = (
  group: readonly GroupTrip[],
  news: ForGuide['type'],
  facts: FlightFacts,
): GroupCounts => {
  const reached = new Map<string, Reach>();
  for (const trip of group)
    for (const passenger of trip.passengers)
      reached.set(passenger, better(reached.get(passenger), reachOf(trip, news, facts)));
  const count = (reach: Reach): number => [...reached.values()].filter((r) => r === reach).length;
  return { told: count('told'), toCall: count('toCall'), pending: count('pending') };
};
