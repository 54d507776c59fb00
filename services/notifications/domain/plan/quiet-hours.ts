import { between, earliest, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { isQuiet, type QuietHours, quietEnd } from '#shared/domain/quiet-hours.ts';

/** The end of quiet hours must leave a critical message this long before departure (RULES §4). */
const criticalLeadMs = (type: MessageType): number =>
  type === 'cancelled' || type === 'reinstated' ? 12 * hour : 5 * hour;

/**
 * Until when quiet hours hold back a message about a change (RULES §4); null: it may go now.
 * Diversions never wait. At that instant it is decided again.
 */
export const quietUntil = ({
  type,
  now,
  zone,
  quiet,
  gettingUpHours,
  toldDeparture,
  newDeparture,
}: {
  readonly type: MessageType;
  readonly now: Instant;
  /** Where the traveller is. */
  readonly zone: string;
  readonly quiet: QuietHours;
  /** When a traveller gets up who is told nothing: so long before departure. */
  readonly gettingUpHours: number;
  readonly toldDeparture: Instant;
  readonly newDeparture: Instant | null;
}): Instant | null => {
  if (type === 'diverted' || !isQuiet(now, zone, quiet)) return null;
  const end = quietEnd(now, zone, quiet);
  if (type === 'delayed' || type === 'gate_change') {
    const until = earliest(end, plus(toldDeparture, -gettingUpHours * hour)) ?? end;
    return now < until ? until : null;
  }
  const departure = earliest(toldDeparture, newDeparture) ?? toldDeparture;
  return between(end, departure) >= criticalLeadMs(type) ? end : null;
};
