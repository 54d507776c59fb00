import { day, hour, plus } from '#shared/domain/instant.ts';
import type { Outcome } from '../outcome.ts';

/** Makes an outcome wrong in one place; `index` says which of several. */
export type Spoil = (outcome: Outcome, index: number) => unknown;

const entry =
  <List extends 'delivered' | 'messages' | 'suppressed' | 'tasks'>(
    list: List,
    change: (entry: Outcome[List][number]) => readonly object[],
  ): Spoil =>
  (outcome, index) => {
    const entries: readonly Outcome[List][number][] = outcome[list];
    const place = index % entries.length;
    return { ...outcome, [list]: entries.flatMap((e, i) => (i === place ? change(e) : [e])) };
  };

const every =
  (group: 'booking' | 'trips', change: (value: object) => unknown): Spoil =>
  (outcome) => ({
    ...outcome,
    [group]: Object.fromEntries(
      Object.entries<object>(outcome[group]).map(([key, value]) => [key, change(value)]),
    ),
  });

const without =
  (list: keyof Outcome): Spoil =>
  (outcome) =>
    Object.fromEntries(Object.entries(outcome).filter(([key]) => key !== list));

const unknown = 'whatever';

/** What may be wrong with an outcome, each by its name. */
export const spoils: Readonly<Record<string, Spoil>> = {
  'a delivery is missing': entry('delivered', () => []),
  'a delivery came twice': entry('delivered', (e) => [e, e]),
  'a delivery came an hour later': entry('delivered', (e) => [{ ...e, at: plus(e.at, hour) }]),
  'a delivery came an hour earlier': entry('delivered', (e) => [{ ...e, at: plus(e.at, -hour) }]),
  'a delivery says nothing': entry('delivered', (e) => [{ ...e, text: '' }]),
  'a delivery says more': entry('delivered', (e) => [{ ...e, text: `${e.text} 00:00 hs A10` }]),
  'a delivery went to another trip': entry('delivered', (e) => [{ ...e, trip: unknown }]),
  'a delivery has another type': entry('delivered', (e) => [{ ...e, type: 'reply' }]),
  'a delivery has an unknown type': entry('delivered', (e) => [{ ...e, type: unknown }]),
  'nothing says what was delivered': without('delivered'),
  'a message is missing': entry('messages', () => []),
  'a message came twice': entry('messages', (e) => [e, e]),
  'a message failed': entry('messages', (e) => [{ ...e, status: 'FAILED' }]),
  'a message has an unknown type': entry('messages', (e) => [{ ...e, type: unknown }]),
  'a message has an unknown status': entry('messages', (e) => [{ ...e, status: unknown }]),
  'nothing says what was sent': without('messages'),
  'a suppression is missing': entry('suppressed', () => []),
  'a suppression came a day later': entry('suppressed', (e) => [{ ...e, at: plus(e.at, day) }]),
  'a suppression has an unknown type': entry('suppressed', (e) => [{ ...e, type: unknown }]),
  'nothing says what was suppressed': without('suppressed'),
  'a task is missing': entry('tasks', () => []),
  'a task came twice': entry('tasks', (e) => [e, e]),
  'a task came a day later': entry('tasks', (e) => [{ ...e, at: plus(e.at, day) }]),
  'a task is claimed': entry('tasks', (e) => [{ ...e, state: 'claimed' }]),
  'a task has another kind': entry('tasks', (e) => [{ ...e, kind: 'itinerary_failed' }]),
  'a task has an unknown kind': entry('tasks', (e) => [{ ...e, kind: unknown }]),
  'a task has an unknown state': entry('tasks', (e) => [{ ...e, state: unknown }]),
  'nothing says which tasks there were': without('tasks'),
  'there were more lookups': ({ aeroapi, ...rest }) => ({
    ...rest,
    aeroapi: { ...aeroapi, lookups: aeroapi.lookups + 100 },
  }),
  'every booking was refused': every('booking', () => ({ accepted: false, error: unknown })),
  'every booking was accepted': every('booking', () => ({ accepted: true })),
  'nothing says what became of a booking': (outcome) => ({ ...outcome, booking: {} }),
  'every trip is missing': (outcome) => ({ ...outcome, trips: {} }),
  'every trip has other values': every('trips', (trip) =>
    Object.fromEntries(Object.keys(trip).map((name) => [name, unknown])),
  ),
  'every trip has no values': every('trips', (trip) =>
    Object.fromEntries(Object.keys(trip).map((name) => [name, null])),
  ),
};
