import type { Trip } from '#shared/domain/trip.ts';
import { sameName } from './identity.ts';

/** When a trip leaves, as well as its row knows. */
export const bestDeparture = (trip: Trip) =>
  trip.estimatedDeparture ?? trip.scheduledDeparture ?? trip.departure;

/** Whether somebody flies on both trips, however the name is written. */
export const haveCommonPassenger = (a: Trip, b: Trip): boolean =>
  a.passengers.some((one) => b.passengers.some((other) => sameName(one.name, other.name)));
