import { Scenario } from '../scenario.ts';
import type { Life } from './life.ts';
import { createRandom, type Random } from './random.ts';
import { iso, RecordedFlight, routes, scheduledRecord } from './random-flight.ts';
import { randomSettings, settingsOf } from './random-settings.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Changes its record before departure; returns whether it ends cancelled. */
const changeBeforeDeparture = (
  random: Random,
  flight: RecordedFlight,
  { bookedAt, pushes, hasTerminal }: { bookedAt: number; pushes: boolean; hasTerminal: boolean },
): boolean => {
  // Changes before departure, at odd seconds, so that none falls together with a timer.
  if (random.chance(0.15)) {
    const soon = bookedAt - random.whole(1, 90) * minute + 7 * second;
    flight.add(soon, {
      ...flight.estimates(flight.out + random.one(10, 20, 45, 80) * minute),
      gate_origin: flight.gate(),
    });
  }
  const isDense = random.chance(0.4);
  let at = Math.max(
    bookedAt + 5 * minute,
    flight.scheduled - random.whole(20, isDense ? 4 * 60 : 40 * 60) * minute,
  );
  let isCancelled = false;
  const steps = random.one(0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8);
  for (let i = 0; i < steps; i += 1) {
    at = Math.floor(at / minute) * minute + random.whole(11, 49) * second;
    if (at >= flight.out - 2 * minute && !isCancelled) break;
    const near = flight.out - at < 6 * hour;
    const kind = random.one(
      'delay',
      'delay',
      'delay',
      'earlier',
      'gate',
      'gate',
      'no gate',
      'terminal',
      'null',
      'both',
      near ? 'gate' : 'delay',
      random.chance(0.3) ? 'cancelled' : 'delay',
    );
    const later = (): number =>
      flight.out + random.one(5, 10, 10, 15, 20, 25, 30, 40, 60, 90, 130) * minute;
    if (isCancelled) {
      if (at > flight.out + 4 * hour) break;
      const isMoved = random.chance(0.4) || flight.out < at + 40 * minute;
      flight.add(at, {
        cancelled: false,
        status: 'Scheduled',
        ...(isMoved
          ? flight.estimates(Math.max(flight.out, at) + random.one(60, 120, 180) * minute)
          : {}),
      });
      if (isMoved) flight.out = Math.ceil(flight.out / (5 * minute)) * 5 * minute;
      if (isMoved) flight.add(at + second, flight.estimates(flight.out));
      isCancelled = false;
    } else if (kind === 'delay') flight.add(at, flight.estimates(later()));
    else if (kind === 'earlier') {
      const to = flight.out - random.one(5, 10, 15, 20, 30, 45, 60, 90) * minute;
      if (to > at + 20 * minute) flight.add(at, flight.estimates(to));
    } else if (kind === 'gate') flight.add(at, { gate_origin: flight.gate() });
    else if (kind === 'no gate')
      flight.add(at, { gate_origin: random.one(null, '-', '--', 'TBD', 'TBA') });
    else if (kind === 'terminal' && hasTerminal)
      flight.add(at, {
        terminal_origin: flight.terminal(),
        ...(random.chance(0.5) ? { gate_origin: flight.gate() } : {}),
      });
    else if (kind === 'null') flight.add(at, { estimated_out: null });
    else if (kind === 'both')
      flight.add(at, { ...flight.estimates(later()), gate_origin: flight.gate() });
    else if (kind === 'cancelled') {
      const isUntracked = !pushes && random.chance(0.3);
      flight.add(at, { cancelled: true, ...(isUntracked ? {} : { status: 'Cancelled' }) });
      isCancelled = true;
    }
    at +=
      minute *
      (isDense
        ? random.one(random.whole(1, 9), random.whole(5, 30), random.whole(10, 60))
        : random.one(
            random.whole(2, 12),
            random.whole(10, 40),
            random.whole(30, 180),
            random.whole(120, 600),
          ));
  }
  return isCancelled;
};

/** Leaves, and mostly flies and lands; some flights come back to the gate, or are diverted. */
const fly = (random: Random, flight: RecordedFlight, isCancelled: boolean): void => {
  let isOver = isCancelled;
  const oddSecond = (to: number): number => to + random.whole(11, 49) * second;
  if (!isOver) {
    const leftBy = random.one(0, 0, 0, 0, 3, 8, 20, -5, -12) * minute;
    const lastChange = flight.states.at(-1)?.from ?? 0;
    const left = Math.max(flight.out + leftBy, lastChange + 6 * minute);
    flight.add(oddSecond(left), { actual_out: iso(left), status: 'Taxiing / Left Gate' });
    if (random.chance(0.08)) {
      const back = oddSecond(left + random.whole(8, 25) * minute);
      const again =
        Math.ceil((back + random.one(50, 80, 120) * minute) / (5 * minute)) * 5 * minute;
      flight.add(back, {
        actual_out: null,
        ...flight.estimates(again),
        status: 'Returned to Gate',
      });
      isOver = random.chance(0.3);
      if (isOver)
        flight.add(oddSecond(back + 20 * minute), { cancelled: true, status: 'Cancelled' });
      else flight.add(oddSecond(again), { actual_out: iso(again), status: 'Taxiing / Left Gate' });
    }
  }
  const flown = flight.states.findLast(({ record }) => record.actualOut !== null)?.record.actualOut;
  if (flown && !isOver) {
    const off = flown + 15 * minute;
    const on = flown + flight.block - 8 * minute;
    flight.add(oddSecond(off), {
      actual_off: iso(off),
      estimated_on: iso(on),
      estimated_in: iso(on + 8 * minute),
      status: 'En Route / On Time',
    });
    const isDiverted = random.chance(0.06);
    if (isDiverted)
      flight.add(oddSecond(off + 20 * minute), { diverted: true, status: 'Diverted' });
    const belt = { baggage_claim: random.one('BX7', 'BX8', 'BX9') };
    flight.add(oddSecond(on), {
      actual_on: iso(on),
      status: 'Landed / Taxiing',
      ...(random.chance(0.3) ? belt : {}),
    });
    flight.add(oddSecond(on + random.one(5, 8, 8, 11) * minute), {
      actual_in: iso(on + 8 * minute),
      status: isDiverted ? 'Diverted' : 'Arrived / Gate Arrival',
      ...(random.chance(0.4) ? belt : {}),
    });
    if (random.chance(0.2)) flight.add(oddSecond(on + random.one(14, 20) * minute), belt);
  }
};

/** A random life of a flight: the scenario for the replay, and the same for the model. */
export const randomLife = (seed: number): { readonly scenario: Scenario; readonly life: Life } => {
  const random = createRandom(seed);
  const way = random.one(...routes);
  const number = random.whole(100, 999);
  const start = Date.UTC(2027, 0, 3) + random.whole(0, 340) * day;
  const scheduled = start + random.whole(0, 287) * 5 * minute;
  const isLate = random.chance(0.2);
  const bookedAt =
    scheduled -
    (isLate ? random.whole(3 * 60 + 20, 23 * 60) : random.whole(26 * 60, 90 * 60)) * minute;
  const settings = randomSettings(random);
  const pushes = random.chance(0.6);
  const block = way.blockMinutes * minute;

  const flight = new RecordedFlight(random, scheduled, block);
  const hasTerminal = random.chance(0.5);
  flight.add(
    scheduled - 10 * day,
    scheduledRecord(
      way,
      number,
      scheduled,
      random.chance(0.4) ? flight.gate() : null,
      hasTerminal ? flight.terminal() : null,
    ),
  );
  fly(random, flight, changeBeforeDeparture(random, flight, { bookedAt, pushes, hasTerminal }));

  const last = flight.states.at(-1)?.from ?? scheduled;
  const wroteAt = random.chance(0.25)
    ? [random.one(scheduled, last) - random.whole(-60, 14 * 60) * minute + 7 * second].filter(
        (wrote) => wrote > bookedAt + 10 * minute,
      )
    : [];
  const outageFrom = scheduled - random.whole(-60, 12 * 60) * minute;
  const outages =
    random.chance(0.12) && outageFrom > bookedAt + 2 * hour
      ? [{ from: outageFrom, to: outageFrom + random.whole(20, 180) * minute }]
      : [];
  const answer = random.one('429', '500', 'timeout');
  const scenario = Scenario.parse({
    name: `life-${seed}`,
    pushes,
    until: iso(Math.max(last, scheduled) + 36 * hour),
    agency: { settings: settingsOf(settings) },
    trips: [
      {
        key: 'a',
        bookedAt: iso(bookedAt),
        clientName: 'Ana Ruiz',
        whatsapp: '+5491155550100',
        language: 'es',
        flightNumber: `${way.airline[0]}${number}`,
        originIata: way.from.iata,
        destinationIata: way.to.iata,
        departure: iso(scheduled),
      },
    ],
    inbound: wroteAt.map((wrote) => ({ at: iso(wrote), trip: 'a', body: 'hola' })),
    aeroapi: outages.map(({ from, to }) => ({ from: iso(from), to: iso(to), answer })),
    flights: [{ states: flight.states.map(({ from, set }) => ({ from: iso(from), set })) }],
  });
  return {
    scenario,
    life: {
      bookedAt,
      originZone: way.from.zone,
      destinationZone: way.to.zone,
      domestic: way.domestic,
      pushes,
      settings,
      wroteAt,
      outages,
      states: flight.states.map(({ from, record }) => ({ from, record })),
    },
  };
};
