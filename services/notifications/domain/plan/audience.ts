import type { MessageType } from '#shared/domain/message.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { isOfPassengers, type Trip } from '#shared/domain/trip.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

/** A follower hears of a delay from this much on (PEOPLE §1). */
const followedDelayMinutes = 60;

const followed: ReadonlySet<MessageType> = new Set([
  'departed',
  'delayed',
  'cancelled',
  'diverted',
  'landing',
]);
const guided: ReadonlySet<MessageType> = new Set([
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'cancelled',
  'reinstated',
  'diverted',
]);

/** Whether a message of a type is for a contact in that role (PEOPLE §1). */
export const isFor = (role: Trip['role'], type: MessageType): boolean => {
  switch (role) {
    case 'traveller':
    case 'guardian':
      return true;
    case 'follower':
      return followed.has(type);
    case 'guide':
      return guided.has(type);
  }
};

/**
 * Whether a trip is that of its passengers: the agency hears of its trouble, and calls a contact
 * without a number. Followers and guides only hear of the trips of others.
 */
export const isOwnTrip = ({ role }: Trip): boolean => isOfPassengers(role);

/**
 * Whether the number and person of now have agreed to be written to (PROTECTION §2). A follower
 * does so in person, an agency's word for them is not enough; of others a consent is asked for
 * where the agency requires explicit ones.
 */
export const hasAgreed = (
  { trip, consent }: Pick<TripContext, 'trip' | 'consent'>,
  { notification_preferences: { require_explicit_consent: isRequired } }: Settings,
): boolean => {
  if (trip.role === 'follower') return consent?.how === 'explicit';
  return consent !== null || !isRequired;
};

/** The settings by which a contact in that role is told: a follower has no flight to get up for. */
export const settingsFor = (role: Trip['role'], settings: Settings): Settings => {
  if (role !== 'follower') return settings;
  const { notification_preferences: own } = settings;
  return {
    ...settings,
    notification_preferences: {
      ...own,
      delay_threshold_minutes: Math.max(followedDelayMinutes, own.delay_threshold_minutes),
      delay_threshold_later_minutes: Math.max(
        followedDelayMinutes,
        own.delay_threshold_later_minutes,
      ),
      getting_up_hours: { domestic: 0, international: 0 },
    },
  };
};
