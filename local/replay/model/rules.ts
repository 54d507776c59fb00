import type { MessageType } from '#shared/domain/message.ts';
import type { Life, RecordState, ToldMessage } from './life.ts';
import { quietAt, quietEnd } from './local-quiet.ts';

const minute = 60_000;
const hour = 60 * minute;
const noGate: ReadonlySet<string> = new Set(['', '-', '--', '---', 'TBD', 'TBA']);
const known = (gate: string | null): string | null =>
  gate === null || noGate.has(gate.trim()) ? null : gate.trim();

/** What is known of the flight: the last record, with what a null does not erase (RULES §1). */
interface Facts {
  readonly record: RecordState;
  readonly departure: number;
  readonly gate: string | null;
  readonly terminal: string | null;
  /** A push has none. */
  readonly belt: string | null;
  readonly cancelled: boolean;
}

/** A time to decide again, and whether the flight is looked at for it. */
interface Wake {
  readonly at: number;
  readonly looksAgain: boolean;
  /** Something is held until then. */
  readonly isHeld?: boolean;
}

/**
 * The messages that RULES.md asks for over the life of a flight, written from its text alone: an
 * oracle for the code, of which it uses nothing. `lookedAt`: when AeroAPI was asked.
 */
export const messagesByTheRules = (life: Life, lookedAt: readonly number[]): ToldMessage[] => {
  const { settings, originZone, destinationZone } = life;
  const quiet = { start: settings.quietStart, end: settings.quietEnd };
  const lead = settings.boardingLeadMinutes * minute;
  const calm = settings.calmMinutes * minute;
  const { domestic, international } = settings.gettingUpHours;
  const gettingUp = (life.domestic ? domestic : international) * hour;

  const told: ToldMessage[] = [];
  let facts: Facts | null = null;
  let estimate: number | null = null;
  let cancelledSince: number | null = null;
  let earlierSince: number | null = null;
  let toldDeparture = life.states[0]?.record.scheduledOut ?? 0;
  let gateBase: string | null = null;
  let terminalBase: string | null = null;
  let saidGate: string | null = null;
  let saidTerminal: string | null = null;
  let calledWithoutGate = false;
  let calledFor: number | null = null;
  let delays = 0;
  let calmUntil = 0;
  let reminded = !settings.reminder;
  let toldCancelled = false;
  let toldDiverted = false;
  let isMute = false;
  let landedAt: number | null = null;
  let isWelcomed = !settings.landing;
  let wasHeld = false;
  let lastRead = Number.NEGATIVE_INFINITY;

  const stateAt = (at: number): RecordState | null =>
    life.states.findLast(({ from }) => from <= at)?.record ?? null;

  const isOut = (at: number): boolean => life.outages.some(({ from, to }) => from <= at && at < to);
  /** Whoever wrote within the last 15 minutes is awake (RULES §4). */
  const isAwake = (at: number, knownAt = at): boolean =>
    life.wroteAt.some((wrote) => wrote <= knownAt && at - wrote <= 15 * minute);
  const isNight = (at: number, zone: string, knownAt = at): boolean =>
    quietAt(at, zone, quiet) && !isAwake(at, knownAt);

  /** Reads the record as it is now; a push shows a gate only where it can be looked up. */
  const read = (at: number, kind: 'look' | 'push'): void => {
    const record = stateAt(at);
    if (!record || (kind === 'look' && isOut(at))) return;
    // The flag without the text says nothing, except in the first reading.
    if (facts && record.cancelled && !/cancel/i.test(record.status) && kind === 'look') {
      cancelledSince = null;
      return;
    }
    estimate = record.estimatedOut ?? estimate;
    const departure = record.actualOut ?? estimate ?? record.scheduledOut;
    const saysCancelled = record.cancelled && /cancel/i.test(record.status);
    if (!saysCancelled) cancelledSince = null;
    else cancelledSince ??= at;
    const isCancelled =
      record.cancelled &&
      (kind === 'push' ||
        (facts?.cancelled ?? false) ||
        (cancelledSince !== null && at - cancelledSince >= minute));
    const seesGates = kind === 'look' || (departure - at <= 24 * hour && !isOut(at));
    facts = {
      record,
      departure,
      gate: (seesGates ? known(record.gate) : null) ?? facts?.gate ?? null,
      terminal: (seesGates ? known(record.terminal) : null) ?? facts?.terminal ?? null,
      belt: (kind === 'look' ? known(record.belt) : null) ?? facts?.belt ?? null,
      cancelled: isCancelled,
    };
    if (departure > toldDeparture - settings.earlierMinutes * minute) earlierSince = null;
    else if (kind === 'push') earlierSince = Number.NEGATIVE_INFINITY;
    else earlierSince ??= at;
    if (record.landed) landedAt ??= at;
    lastRead = at;
  };

  const say = (at: number, type: MessageType, facts: Facts, departure: number): void => {
    told.push({ at, type, departure, gate: facts.gate, terminal: facts.terminal });
    toldDeparture = departure;
    gateBase = facts.gate ?? gateBase;
    terminalBase = facts.terminal ?? terminalBase;
    saidGate = facts.gate ?? saidGate;
    saidTerminal = facts.terminal ?? saidTerminal;
    if (facts.gate !== null) calledWithoutGate = false;
  };
  const countDelay = (at: number): void => {
    delays += 1;
    calmUntil = at + calm;
  };
  const delayThreshold = (): number =>
    (delays >= 2 ? settings.laterDelayMinutes : settings.delayMinutes) * minute;

  /** When a critical message may go (RULES §4). */
  const criticalFrom = (at: number, departure: number, hours: number): number => {
    if (!isNight(at, originZone)) return at;
    const end = quietEnd(at, originZone, quiet);
    return Math.min(toldDeparture, departure) - end >= hours * hour ? end : at;
  };
  /** When a delay or a gate may be told (RULES §4). */
  const changeFrom = (at: number): number =>
    isNight(at, originZone)
      ? Math.max(at, Math.min(quietEnd(at, originZone, quiet), toldDeparture - gettingUp))
      : at;
  const reminderDue = (scheduled: number): number => Math.max(scheduled - 24 * hour, bookedDue);
  const bookedDue =
    life.bookedAt > (life.states[0]?.record.scheduledOut ?? 0) - 24 * hour
      ? life.bookedAt + minute
      : Number.NEGATIVE_INFINITY;
  /** When the reminder goes (RULES §4). */
  const reminderFrom = (at: number, { record, departure }: Facts): number => {
    const due = Math.max(at, reminderDue(record.scheduledOut));
    if (!isNight(due, originZone)) return due;
    const end = quietEnd(due, originZone, quiet);
    return departure - end < 3 * hour ? due : end;
  };
  const needsCall = (departure: number): boolean =>
    calledFor === null || departure - calledFor >= 30 * minute;

  const call = (at: number, now: Facts): void => {
    const isDelay = now.departure - toldDeparture >= delayThreshold();
    say(at, 'boarding', now, now.departure);
    calledFor = now.departure;
    calledWithoutGate = now.gate === null;
    if (isDelay) countDelay(at);
  };
  const remind = (at: number, now: Facts): void => {
    const isDelay = now.departure - toldDeparture >= delayThreshold();
    say(at, '24h_reminder', now, now.departure);
    reminded = true;
    if (isDelay) countDelay(at);
  };

  /** Says what is due now; what is not due yet is put on the list of times to decide again. */
  const decide = (at: number, later: Wake[]): void => {
    const now = facts;
    if (!now || isMute) return;
    const { record } = now;
    const scheduled = record.scheduledOut;
    /** True where it may go now; what is held is looked at again before it is told. */
    const mayGo = (from: number, looksAgain = true, isHeld = looksAgain): boolean => {
      if (from > at) later.push({ at: from, looksAgain, isHeld });
      return from <= at;
    };
    const hasLeft = record.actualOut !== null;

    // In doubt whether it is cancelled nothing is told until the next reading.
    if (cancelledSince !== null && !now.cancelled && at - cancelledSince < 3 * minute) {
      later.push({ at: cancelledSince + 3 * minute, looksAgain: false });
      return;
    }
    if (now.cancelled && !hasLeft) {
      if (toldCancelled || !mayGo(criticalFrom(at, now.departure, 12))) return;
      told.push({ at, type: 'cancelled', departure: null, gate: null, terminal: null });
      toldCancelled = true;
      return;
    }
    if (toldCancelled && hasLeft) {
      isMute = true;
      return;
    }
    if (record.diverted && !toldDiverted) {
      told.push({ at, type: 'diverted', departure: null, gate: null, terminal: null });
      toldDiverted = true;
      return;
    }
    if (toldCancelled) {
      if (record.cancelled || now.departure <= at) return;
      if (!mayGo(criticalFrom(at, now.departure, 12))) return;
      say(at, 'reinstated', now, now.departure);
      toldCancelled = false;
      if (now.departure - at <= 3 * hour) reminded = true;
    }
    if (hasLeft) {
      reminded = true;
      if (toldDeparture - now.departure >= settings.earlierMinutes * minute)
        say(at, 'departure_moved_earlier', { ...now, gate: null, terminal: null }, now.departure);
      welcome(at, later);
      return;
    }
    if (now.departure > at) decideBeforeDeparture(at, now, scheduled, mayGo);
  };

  const decideBeforeDeparture = (
    at: number,
    now: Facts,
    scheduled: number,
    mayGo: (from: number, looksAgain?: boolean, isHeld?: boolean) => boolean,
  ): void => {
    const { departure } = now;
    const callAt = departure - lead;
    const toldLate = toldDeparture - scheduled;
    const isEarlierByThreshold = toldDeparture - departure >= settings.earlierMinutes * minute;
    // RULES is silent on who was told of a delay below the threshold, in a reminder.
    const wasToldLate =
      toldLate >= settings.delayMinutes * minute || (isEarlierByThreshold && toldLate > 5 * minute);
    const isOnTime = wasToldLate && Math.abs(departure - scheduled) <= 5 * minute;
    const isEarlier = isEarlierByThreshold || (isOnTime && departure < toldDeparture);
    const isLater = departure - toldDeparture >= delayThreshold();
    const isReminderDue = (): boolean => {
      if (reminded) return false;
      const from = reminderFrom(at, now);
      return mayGo(from, from > reminderDue(scheduled));
    };
    let isChangeTold = false;
    if (isEarlier) {
      const seenAgain = earlierSince !== null && at - earlierSince >= minute;
      const from = Math.max(
        criticalFrom(at, departure, 5),
        at < calmUntil && !seenAgain ? calmUntil : at,
      );
      if (mayGo(from)) {
        say(at, isOnTime ? 'back_on_time' : 'departure_moved_earlier', now, departure);
        isChangeTold = true;
      }
    } else if (isLater && mayGo(Math.max(changeFrom(at), at < calmUntil ? calmUntil : at))) {
      if (isReminderDue()) remind(at, now);
      else if (needsCall(departure) && callAt <= at) call(at, now);
      else {
        say(at, 'delayed', now, departure);
        countDelay(at);
      }
      isChangeTold = true;
    }
    if (!isChangeTold) decideGate(at, now, mayGo, isReminderDue);
    if (isReminderDue()) remind(at, now);
    if (needsCall(toldDeparture) && mayGo(callAt, true, false)) call(at, now);
  };

  const decideGate = (
    at: number,
    now: Facts,
    mayGo: (from: number, looksAgain?: boolean, isHeld?: boolean) => boolean,
    isReminderDue: () => boolean,
  ): void => {
    const ahead = now.departure - at;
    const isOtherGate = gateBase === null ? calledWithoutGate : now.gate !== saidGate;
    const isGate =
      now.gate !== null &&
      now.gate !== gateBase &&
      isOtherGate &&
      ahead <= settings.gateHours * hour;
    const isTerminal =
      terminalBase !== null &&
      now.terminal !== terminalBase &&
      now.terminal !== saidTerminal &&
      ahead <= settings.terminalHours * hour;
    if (!isGate && !isTerminal) {
      gateBase = now.gate ?? gateBase;
      terminalBase = now.terminal ?? terminalBase;
      if (now.gate !== null) calledWithoutGate = false;
      return;
    }
    const isCallDue = needsCall(toldDeparture) && now.departure - lead <= at;
    if (isCallDue || !mayGo(changeFrom(at))) return;
    if (isReminderDue()) remind(at, now);
    else say(at, 'gate_change', now, toldDeparture);
  };

  const welcome = (at: number, later: Wake[]): void => {
    if (landedAt === null || isWelcomed || toldDiverted || !facts) return;
    const beltBy = landedAt + 12 * minute;
    const isQuiet = (moment: number): boolean =>
      !settings.landingInQuietHours && isNight(moment, destinationZone, at);
    const isHeldOver = wasHeld && !isAwake(at);
    const mayWait = !isHeldOver && !isQuiet(at) && !isQuiet(beltBy) && facts.belt === null;
    const from = isQuiet(at) ? quietEnd(at, destinationZone, quiet) : mayWait ? beltBy : at;
    if (from > at) {
      wasHeld ||= isQuiet(at);
      later.push({ at: from, looksAgain: false });
    } else {
      isWelcomed = true;
      if (at - landedAt > 14 * hour) return;
      const belt = isHeldOver ? null : facts.belt;
      told.push({ at, type: 'landing', departure: null, gate: null, terminal: null, belt });
    }
  };

  const pushedAt = life.pushes
    ? life.states.map(({ from }) => from).filter((from) => from > life.bookedAt)
    : [];
  const readings = [
    ...pushedAt.map((at) => ({ at, kind: 'push' as const })),
    ...lookedAt.map((at) => ({ at, kind: 'look' as const })),
    ...life.wroteAt.map((at) => ({ at, kind: 'word' as const })),
  ].sort((a, b) => a.at - b.at);
  told.push({
    at: life.bookedAt,
    type: 'reservation_confirmation',
    departure: toldDeparture,
    gate: null,
    terminal: null,
  });
  const end = (life.states.at(-1)?.from ?? 0) + 40 * hour;
  let later: Wake[] = [];
  for (;;) {
    const reading = readings[0];
    const wake = later.toSorted((a, b) => a.at - b.at)[0];
    const at = Math.min(reading?.at ?? end, wake?.at ?? end);
    if (at >= end) return told;
    if (reading && reading.at === at) {
      readings.shift();
      if (reading.kind !== 'word') read(at, reading.kind);
      else if (at - lastRead > 5 * minute && later.some(({ isHeld }) => isHeld)) read(at, 'look');
    } else if (wake?.looksAgain && at - lastRead > 5 * minute) read(at, 'look');
    if (readings[0]?.at === at) continue;
    later = [];
    decide(at, later);
    later = later.filter((w) => w.at > at);
  }
};
