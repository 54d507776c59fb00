import { voidReasons } from '#services/notifications/domain/told.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import type { Outcome } from './outcome.ts';
import type { Lived } from './run.ts';
import type { Scenario } from './scenario.ts';

const inOrder = <T extends { readonly at: Instant }>(rows: readonly T[]): readonly T[] =>
  [...rows].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
const ourVoids: ReadonlySet<string> = new Set(voidReasons);

/** Tells what came of a scenario in the words of the scenarios. */
export const report = (
  scenario: Scenario,
  { bookings, writers, store, accepted, lookups, pushes }: Lived,
): Outcome => {
  const keyOf = new Map<string, string>();
  for (const [key, booking] of bookings)
    if (booking.accepted && !keyOf.has(booking.tripId)) keyOf.set(booking.tripId, key);
  /** `writer`: the phone or conversation it is about, where there is no trip. */
  const trip = (id: string | null, writer: unknown = null): string =>
    keyOf.get(id ?? '') ?? (typeof writer === 'string' ? writers.get(writer) : undefined) ?? '';
  const effects = store.inspect.effects();
  const byId = new Map(effects.map((e) => [e.id, e]));
  const row = new Map(store.inspect.trips().map((t) => [t.id, t]));

  const messages = effects.flatMap((e) =>
    e.status === 'DROPPED'
      ? []
      : [
          {
            at: e.sentAt ?? e.createdAt,
            trip: trip(e.tripId, e.to),
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
    const effect = byId.get(m.id);
    return effect
      ? [{ at: m.at, trip: trip(effect.tripId, effect.to), type: effect.type, text: m.text }]
      : [];
  });
  // A message that the provider took and that was then dropped from the ledger would be a lie in `messages`: it is listed as what it is.
  const taken = new Set(accepted.map((m) => m.id));
  const lost = effects
    .filter((e) => e.status === 'DROPPED' && taken.has(e.id))
    .map((e) => ({
      at: e.createdAt,
      trip: trip(e.tripId, e.to),
      type: e.type,
      to: e.to,
      template: null,
      variables: null,
      text: e.content.text,
      status: 'UNKNOWN' as const,
    }));

  const silent: ReadonlySet<string> = new Set(['held', 'suppressed', 'dropped']);
  const silences = store.inspect.decisions().flatMap((d) => {
    const type = MessageType.safeParse(d.subject);
    return silent.has(d.decision) && type.success
      ? [{ at: d.at, trip: trip(d.tripId), type: type.data, reason: d.rule }]
      : [];
  });
  const drops = effects
    .filter((e) => e.status === 'DROPPED' && !ourVoids.has(e.reason ?? ''))
    .map((e) => ({
      at: e.lastTriedAt ?? e.dueAt,
      trip: trip(e.tripId, e.to),
      type: e.type,
      reason: e.reason ?? 'dropped',
    }));

  return {
    scenario: scenario.name,
    booking: Object.fromEntries(
      [...bookings].map(([key, b]) => [
        key,
        b.accepted ? { accepted: true as const } : { accepted: false as const, error: b.error },
      ]),
    ),
    messages: inOrder([...messages, ...lost]),
    delivered: inOrder(delivered),
    suppressed: inOrder([...silences, ...drops]),
    tasks: inOrder(
      store.inspect.tasks().map((t) => ({
        at: t.openedAt,
        trip: trip(t.tripId, t.facts['conversationId']),
        kind: t.kind,
        severity: t.severity,
        state: t.state,
        reason: t.closedReason ?? t.reason,
      })),
    ),
    aeroapi: { lookups, pushes },
    trips: Object.fromEntries(
      [...bookings].flatMap(([key, b]) => {
        const found = b.accepted ? row.get(b.tripId) : undefined;
        if (!found) return [];
        const {
          status,
          scheduledDeparture,
          estimatedDeparture,
          gate,
          stay,
          metadata,
          nextCheckAt,
        } = found;
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
