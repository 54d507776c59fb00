import { createHash } from 'node:crypto';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';

/** Fields that AeroAPI's record has from `from` on, over those of earlier states. */
export interface FlightState {
  readonly from: Instant;
  readonly set: Readonly<Record<string, unknown>>;
}

/** A trip, and how the records of its flight change over time. */
export interface FlightTimeline {
  readonly name: string;
  readonly bookedAt: Instant;
  readonly flightNumber: string;
  readonly originIata: string;
  readonly destinationIata: string;
  readonly originZone: string;
  readonly destinationZone: string;
  readonly departure: Instant;
  /** The states of each record of the flight number. */
  readonly flights: readonly (readonly FlightState[])[];
}

/** The kinds of disruption of a generated flight. */
export const disruptions = [
  'none',
  'delay',
  'late delay',
  'creeping',
  'earlier',
  'gate change',
  'cancelled',
  'reinstated',
  'new time',
  'diverted',
  'null blip',
  'untracked',
  'on and off',
  'to and fro',
] as const;
/** A kind of disruption. */
export type Disruption = (typeof disruptions)[number];

const routes = [
  {
    airline: ['BA', 'BAW'],
    from: ['LHR', 'EGLL', 'Europe/London', 'London'],
    to: ['CPH', 'EKCH', 'Europe/Copenhagen', 'Copenhagen'],
    block: 115,
  },
  {
    airline: ['AR', 'ARG'],
    from: ['EZE', 'SAEZ', 'America/Argentina/Buenos_Aires', 'Buenos Aires'],
    to: ['BRC', 'SAZS', 'America/Argentina/Salta', 'Bariloche'],
    block: 145,
  },
  {
    airline: ['AA', 'AAL'],
    from: ['MIA', 'KMIA', 'America/New_York', 'Miami'],
    to: ['GUA', 'MGGT', 'America/Guatemala', 'Guatemala City'],
    block: 170,
  },
  {
    airline: ['LA', 'LAN'],
    from: ['SCL', 'SCEL', 'America/Santiago', 'Santiago'],
    to: ['GIG', 'SBGL', 'America/Sao_Paulo', 'Rio de Janeiro'],
    block: 240,
  },
  {
    airline: ['TP', 'TAP'],
    from: ['GRU', 'SBGR', 'America/Sao_Paulo', 'São Paulo'],
    to: ['LIS', 'LPPT', 'Europe/Lisbon', 'Lisbon'],
    block: 600,
  },
] as const;

const weights: Readonly<Record<Disruption, number>> = {
  none: 34,
  delay: 17,
  'late delay': 10,
  creeping: 8,
  earlier: 4,
  'gate change': 11,
  cancelled: 4,
  reinstated: 2,
  'new time': 2,
  diverted: 2,
  'null blip': 4,
  untracked: 2,
  // Only generated where the simulator asks for them.
  'on and off': 0,
  'to and fro': 0,
};

/** Random numbers that depend only on the seed. */
const chanceOf = (seed: string) => {
  let drawn = 0;
  const chance = (): number =>
    createHash('sha256').update(`${seed}:${drawn++}`).digest().readUInt32BE(0) / 2 ** 32;
  return {
    chance,
    between: (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1)),
  };
};

const airport = ([iata, icao, timezone, city]: readonly [string, string, string, string]) => ({
  code: icao,
  code_icao: icao,
  code_iata: iata,
  code_lid: null,
  timezone,
  name: city,
  city,
  airport_info_url: `/airports/${icao}`,
});
const gate = (n: number): string => `${'ABCD'[n % 4]}${1 + (n % 40)}`;

/**
 * Generates the timeline of one flight, the same for the same seed. Without `kind` the disruption
 * is drawn with the weights of a bad week.
 */
export const flightTimeline = (seed: string, kind?: Disruption): FlightTimeline => {
  const { chance, between } = chanceOf(seed);
  const pick = (): Disruption => {
    let left = chance() * Object.values(weights).reduce((a, b) => a + b, 0);
    for (const d of disruptions) {
      left -= weights[d];
      if (left < 0) return d;
    }
    return 'none';
  };
  const disruption = kind ?? pick();
  const route = routes[between(0, routes.length - 1)] ?? routes[0];
  const block = route.block + between(-10, 10);
  const departure = plus('2027-04-01T00:00:00.000Z', between(0, 200 * 24 * 12) * 5 * minute);
  const at = (minutes: number): Instant => plus(departure, minutes * minute);
  const number = between(100, 999);
  const date = departure.slice(0, 10);
  const id = `${route.airline[1]}${number}-${date}-schedule-${between(100, 999)}p`;
  const times = (prefix: string, late: number) => ({
    [`${prefix}_out`]: at(late),
    [`${prefix}_off`]: at(late + 15),
    [`${prefix}_on`]: at(late + block - 8),
    [`${prefix}_in`]: at(late + block),
  });
  const noActuals = { actual_out: null, actual_off: null, actual_on: null, actual_in: null };
  const initialRecord = (faFlightId: string, late = 0) => ({
    ident: `${route.airline[1]}${number}`,
    ident_icao: `${route.airline[1]}${number}`,
    ident_iata: `${route.airline[0]}${number}`,
    fa_flight_id: faFlightId,
    codeshares: [],
    codeshares_iata: [],
    inbound_fa_flight_id: null,
    cancelled: false,
    diverted: false,
    origin: airport(route.from),
    destination: airport(route.to),
    ...times('scheduled', late),
    ...times('estimated', late),
    ...noActuals,
    gate_origin: null,
    terminal_origin: null,
    gate_destination: null,
    terminal_destination: null,
    baggage_claim: null,
    progress_percent: 0,
    status: 'Scheduled',
  });
  const states: FlightState[] = [{ from: at(-10 * 24 * 60), set: initialRecord(id) }];
  const others: FlightState[][] = [];
  let late = 0;
  let flies = true;
  const estimate = (leadMinutes: number, by: number): void => {
    late = by;
    states.push({
      from: at(-leadMinutes),
      set: { ...times('estimated', by), status: by >= 15 ? 'Scheduled / Delayed' : 'Scheduled' },
    });
  };
  // Changes are likelier near departure: squaring puts half of them into the last quarter.
  const minutesBefore = (max: number): number => 5 + Math.floor(chance() ** 2 * max);
  const assigned = between(60, 300);
  let gateNumber = between(0, 99);
  if (chance() < 0.85) states.push({ from: at(-assigned), set: { gate_origin: gate(gateNumber) } });
  const changeGate = (latest: number): void => {
    gateNumber += between(1, 30);
    states.push({
      from: at(-between(8, Math.max(9, Math.min(latest, assigned - 5)))),
      set: { gate_origin: gate(gateNumber) },
    });
  };

  switch (disruption) {
    case 'none':
      break;
    case 'delay':
      estimate(20 + minutesBefore(14 * 60), 5 * between(3, 24));
      if (chance() < 0.4) estimate(between(10, 20), late + 5 * between(-2, 8));
      if (chance() < 0.3) changeGate(150);
      break;
    case 'late delay':
      estimate(between(5, 60), 5 * between(3, 12));
      if (chance() < 0.4) estimate(between(0, 4), late + 5 * between(3, 10));
      break;
    case 'creeping':
      for (
        let minutes = between(120, 360), by = 10;
        minutes > 15;
        minutes -= between(25, 60), by += 5 * between(1, 4)
      )
        estimate(minutes, by);
      break;
    case 'earlier':
      estimate(60 + minutesBefore(14 * 60), -5 * between(2, 8));
      break;
    case 'gate change':
      changeGate(170);
      if (chance() < 0.25) changeGate(60);
      break;
    case 'cancelled':
    case 'reinstated':
    case 'new time': {
      const when = 40 + minutesBefore(16 * 60);
      states.push({ from: at(-when), set: { cancelled: true, status: 'Cancelled' } });
      flies = disruption === 'reinstated';
      if (flies)
        states.push({
          from: at(-Math.max(20, when - between(60, 300))),
          set: { cancelled: false, status: 'Scheduled' },
        });
      if (disruption === 'new time') {
        // A flight that is filed again for the next day is another flight.
        const shift = 5 * between(6, 40);
        const sameDay = localDate(at(shift), route.from[2]) === localDate(departure, route.from[2]);
        if (sameDay) others.push([{ from: at(-when), set: initialRecord(`${id}-2`, shift) }]);
      }
      break;
    }
    case 'diverted':
      break;
    case 'null blip': {
      const when = between(90, 300);
      states.push(
        { from: at(-when), set: { estimated_out: null, gate_origin: null } },
        {
          from: at(-when + between(5, 50)),
          set: { estimated_out: at(0), gate_origin: gate(gateNumber) },
        },
      );
      if (chance() < 0.5) estimate(between(15, 80), 5 * between(3, 12));
      break;
    }
    case 'untracked': {
      const when = between(60, 500);
      states.push(
        { from: at(-when), set: { cancelled: true } },
        { from: at(-when + between(2, 20)), set: { cancelled: false } },
      );
      break;
    }
    case 'to and fro': {
      const gates = [gate(gateNumber), gate(gateNumber + between(1, 30))];
      const delays = [0, 5 * between(3, 12)];
      const isGate = chance() < 0.5;
      for (
        let turn = 1, when = between(40, 170), last = between(2, 7);
        turn <= last && when > 8;
        turn += 1, when -= between(1, 12)
      ) {
        if (isGate) states.push({ from: at(-when), set: { gate_origin: gates[turn % 2] } });
        else estimate(when, delays[turn % 2] ?? 0);
      }
      break;
    }
    case 'on and off': {
      const cancellation = (cancelled: boolean) => ({
        cancelled,
        status: cancelled ? 'Cancelled' : 'Scheduled',
      });
      let when = 70 + minutesBefore(12 * 60);
      flies = chance() < 0.4;
      for (
        let turns = 2 * between(1, 3) + (flies ? 0 : 1);
        turns > 0;
        turns -= 1, when -= between(1, 8)
      )
        states.push({ from: at(-when), set: cancellation(turns % 2 === (flies ? 0 : 1)) });
      break;
    }
  }

  const fly = (to: FlightState[], out: number, drift: number): void => {
    to.push({ from: at(out), set: { actual_out: at(out), status: 'Taxiing / Left Gate' } });
    const off = out + between(8, 22);
    const on = off + block - 23 + drift;
    const expected = { estimated_on: at(on + between(-6, 6)), estimated_in: at(on + 8) };
    to.push({
      from: at(off),
      set: { actual_off: at(off), status: 'En Route / On Time', progress_percent: 3, ...expected },
    });
    if (disruption === 'diverted') {
      const turned = off + Math.floor((on - off) * (0.3 + 0.6 * chance()));
      const elsewhere = airport(['FRA', 'EDDF', 'Europe/Berlin', 'Frankfurt']);
      to.push({
        from: at(turned),
        set: { diverted: true, status: 'Diverted', destination: elsewhere },
      });
      to.push({
        from: at(turned + 40),
        set: {
          actual_on: at(turned + 40),
          actual_in: at(turned + 50),
          status: 'Arrived / Gate Arrival',
          progress_percent: 100,
        },
      });
      return;
    }
    to.push({
      from: at(on - Math.min(30, Math.floor((on - off) / 2))),
      set: { estimated_on: at(on + between(-1, 1)), progress_percent: 80 },
    });
    to.push({
      from: at(on),
      set: { actual_on: at(on), status: 'Landed / Taxiing', progress_percent: 100 },
    });
    to.push({
      from: at(on + 8),
      set: {
        actual_in: at(on + 8),
        status: 'Arrived / Gate Arrival',
        baggage_claim: String(between(1, 20)),
      },
    });
  };
  const drift = between(-12, 12);
  if (flies) fly(states, late + between(-2, 9), drift);
  for (const other of others) {
    const out = other[0]?.set['scheduled_out'];
    fly(other, Math.round((Date.parse(String(out)) - Date.parse(departure)) / minute), drift);
  }
  const byTime = (a: FlightState, b: FlightState): number =>
    a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
  return {
    name: `${disruption} ${seed}`,
    bookedAt: plus(departure, -between(26, 70) * hour),
    flightNumber: `${route.airline[0]}${number}`,
    originIata: route.from[0],
    destinationIata: route.to[0],
    originZone: route.from[2],
    destinationZone: route.to[2],
    departure,
    flights: [states.sort(byTime), ...others],
  };
};

/** The records that AeroAPI returns at an instant. */
export const recordsAt = (flights: FlightTimeline['flights'], at: Instant): AeroFlight[] =>
  flights.flatMap((states) => {
    const past = states.filter(({ from }) => from <= at);
    return past.length === 0
      ? []
      : [AeroFlight.parse(Object.assign({}, ...past.map(({ set }) => set)))];
  });
