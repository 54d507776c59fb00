import { voidReasons } from '#services/notifications/domain/ledger.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import type { Outcome } from './outcome.ts';
import type { ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';

const inOrder = <T extends { readonly at: Instant }>(rows: readonly T[]): readonly T[] =>
  [...rows].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
const voidedByUs: ReadonlySet<string> = new Set(voidReasons);

/** The outcome of a run, with trips by their key in the scenario file. */
export const report = (
  scenario: Scenario,
  { bookings, writers, store, accepted, lookedAt, pushes }: ScenarioRun,
): Outcome => {
  const keyByTripId = new Map<string, string>();
  for (const [key, booking] of bookings)
    if (booking.accepted && !keyByTripId.has(booking.tripId)) keyByTripId.set(booking.tripId, key);
  /** `writer` is the phone or conversation where there is no trip. */
  const tripKey = (id: string | null, writer: unknown = null): string =>
    keyByTripId.get(id ?? '') ??
    (typeof writer === 'string' ? writers.get(writer) : undefined) ??
    '';
  const effects = store.inspect.effects();
  const effectById = new Map(effects.map((effect) => [effect.id, effect]));
  const tripById = new Map(store.inspect.trips().map((trip) => [trip.id, trip]));

  const messages = effects.flatMap((e) =>
    e.status === 'DROPPED'
      ? []
      : [
          {
            at: e.sentAt ?? e.createdAt,
            trip: tripKey(e.tripId, e.to),
            type: e.type,
            to: e.to,
            template: e.content.kind === 'template' ? e.content.template : null,
            variables: e.content.kind === 'template' ? e.content.variables : null,
            text: e.content.text,
            status: e.status === 'SENT' || e.status === 'FAILED' ? e.status : ('UNKNOWN' as const),
          },
        ],
  );
  const delivered = accepted.flatMap((m) => {
    const effect = effectById.get(m.id);
    return effect
      ? [
          {
            at: m.at,
            trip: tripKey(effect.tripId, effect.to),
            type: effect.type,
            to: effect.to,
            text: m.text,
          },
        ]
      : [];
  });
  // A message that was accepted and then dropped must show, as it reached the traveller.
  const acceptedIds = new Set(accepted.map((m) => m.id));
  const droppedAfterAcceptance = effects
    .filter((e) => e.status === 'DROPPED' && acceptedIds.has(e.id))
    .map((e) => ({
      at: e.createdAt,
      trip: tripKey(e.tripId, e.to),
      type: e.type,
      to: e.to,
      template: null,
      variables: null,
      text: e.content.text,
      status: 'UNKNOWN' as const,
    }));

  const suppressing: ReadonlySet<string> = new Set(['held', 'suppressed', 'dropped']);
  const suppressions = store.inspect.decisions().flatMap((d) => {
    const type = MessageType.safeParse(d.subject);
    return suppressing.has(d.decision) && type.success
      ? [{ at: d.at, trip: tripKey(d.tripId), type: type.data, reason: d.rule }]
      : [];
  });
  const drops = effects
    .filter((e) => e.status === 'DROPPED' && !voidedByUs.has(e.reason ?? ''))
    .map((e) => ({
      at: e.lastTriedAt ?? e.dueAt,
      trip: tripKey(e.tripId, e.to),
      type: e.type,
      reason: e.reason ?? 'dropped',
    }));

  return {
    scenario: scenario.name,
    booking: Object.fromEntries(
      [...bookings].map(([key, b]) => [
        key,
        b.accepted
          ? {
              accepted: true as const,
              ...(keyByTripId.get(b.tripId) === key
                ? {}
                : { joined: keyByTripId.get(b.tripId) ?? '' }),
            }
          : { accepted: false as const, error: b.error },
      ]),
    ),
    messages: inOrder([...messages, ...droppedAfterAcceptance]),
    delivered: inOrder(delivered),
    suppressed: inOrder([...suppressions, ...drops]),
    tasks: inOrder(
      store.inspect.tasks().map((t) => ({
        at: t.openedAt,
        trip: tripKey(t.tripId, t.facts['conversationId']),
        kind: t.kind,
        severity: t.severity,
        state: t.state,
        reason: t.closedReason ?? t.reason,
      })),
    ),
    aeroapi: { lookups: lookedAt.length, pushes },
    trips: Object.fromEntries(
      [...bookings].flatMap(([key, b]) => {
        const isFirst = b.accepted && keyByTripId.get(b.tripId) === key;
        const trip = isFirst ? tripById.get(b.tripId) : undefined;
        if (!trip) return [];
        const {
          status,
          scheduledDeparture,
          estimatedDeparture,
          gate,
          stay,
          metadata,
          nextCheckAt,
        } = trip;
        return [
          [
            key,
            { status, scheduledDeparture, estimatedDeparture, gate, stay, metadata, nextCheckAt },
          ],
        ];
      }),
    ),
  };
};
