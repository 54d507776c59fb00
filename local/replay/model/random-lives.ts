// cspell:ignore SAEZ SABE SAZS Salta Bariloche KJFK KLAX LEMD SBGR RJAA
import { z } from 'zod';
import { Scenario } from '../scenario.ts';
import type { Life, ModelSettings, RecordState } from './life.ts';
import { clockIn } from './local-quiet.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Numbers that look random and are the same for the same seed (mulberry32). */
const createRandom = (seed: number) => {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number): number => from + Math.floor(unit() * (to - from + 1));
  return {
    whole,
    chance: (share: number): boolean => unit() < share,
    one: <T>(first: T, ...others: readonly T[]): T => others[whole(0, others.length) - 1] ?? first,
  };
};
type Random = ReturnType<typeof createRandom>;

const place = (iata: string, icao: string, zone: string, city: string) => ({
  iata,
  icao,
  zone,
  city,
});
const places = {
  lhr: place('LHR', 'EGLL', 'Europe/London', 'London'),
  cph: place('CPH', 'EKCH', 'Europe/Copenhagen', 'Copenhagen'),
  eze: place('EZE', 'SAEZ', 'America/Argentina/Buenos_Aires', 'Buenos Aires'),
  aep: place('AEP', 'SABE', 'America/Argentina/Buenos_Aires', 'Buenos Aires'),
  brc: place('BRC', 'SAZS', 'America/Argentina/Salta', 'San Carlos de Bariloche'),
  jfk: place('JFK', 'KJFK', 'America/New_York', 'New York'),
  lax: place('LAX', 'KLAX', 'America/Los_Angeles', 'Los Angeles'),
  mad: place('MAD', 'LEMD', 'Europe/Madrid', 'Madrid'),
  gru: place('GRU', 'SBGR', 'America/Sao_Paulo', 'São Paulo'),
  nrt: place('NRT', 'RJAA', 'Asia/Tokyo', 'Tokyo'),
};
const route = (
  airline: readonly [string, string],
  from: (typeof places)[keyof typeof places],
  to: (typeof places)[keyof typeof places],
  blockMinutes: number,
  domestic = false,
) => ({ airline, from, to, blockMinutes, domestic });
const routes = [
  route(['BA', 'BAW'], places.lhr, places.cph, 115),
  route(['AR', 'ARG'], places.aep, places.brc, 145, true),
  route(['AA', 'AAL'], places.jfk, places.lax, 375, true),
  route(['IB', 'IBE'], places.mad, places.eze, 760),
  route(['LA', 'LAN'], places.gru, places.mad, 610),
  route(['JL', 'JAL'], places.nrt, places.lhr, 850),
] as const;

const iso = (at: number): string => new Date(at).toISOString();
const withoutNumbers = z.record(z.string(), z.unknown());

const defaults: ModelSettings = {
  quietStart: '20:00',
  quietEnd: '09:00',
  reminder: true,
  landing: true,
  landingInQuietHours: false,
  boardingLeadMinutes: 35,
  delayMinutes: 15,
  laterDelayMinutes: 30,
  calmMinutes: 15,
  earlierMinutes: 10,
  gateHours: 3,
  gettingUpHours: { domestic: 2.5, international: 4 },
  terminalHours: 24,
};

const randomSettings = (random: Random): ModelSettings => {
  if (random.chance(0.7)) return defaults;
  const delayMinutes = random.one(10, 15, 20, 30);
  return {
    ...defaults,
    ...(random.chance(0.4) ? { quietStart: '22:00', quietEnd: '07:00' } : {}),
    ...(random.chance(0.1) ? { quietStart: '00:00', quietEnd: '00:00' } : {}),
    reminder: random.chance(0.85),
    landing: random.chance(0.85),
    landingInQuietHours: random.chance(0.3),
    boardingLeadMinutes: random.one(30, 35, 45, 60),
    delayMinutes,
    laterDelayMinutes: random.one(30, 45),
    calmMinutes: random.one(0, 15, 30),
    gateHours: random.one(2, 3, 6),
    terminalHours: random.one(6, 24, 24, 24),
    earlierMinutes: random.one(10, 10, 20),
    ...(random.chance(0.2) ? { gettingUpHours: { domestic: 1.5, international: 3 } } : {}),
  };
};

const settingsOf = (s: ModelSettings) => ({
  quiet_hours: { start: s.quietStart, end: s.quietEnd },
  notification_preferences: {
    reminder_enabled: s.reminder,
    landing_enabled: s.landing,
    landing_in_quiet_hours: s.landingInQuietHours,
    boarding_lead_minutes: s.boardingLeadMinutes,
    delay_threshold_minutes: s.delayMinutes,
    delay_threshold_later_minutes: s.laterDelayMinutes,
    delay_cooldown_minutes: s.calmMinutes,
    earlier_threshold_minutes: s.earlierMinutes,
    gate_alert_hours: s.gateHours,
    terminal_alert_hours: s.terminalHours,
    getting_up_hours: s.gettingUpHours,
  },
});

/** The record of AeroAPI before anything happened to the flight. */
const scheduledRecord = (
  { airline: [iata, icao], from, to, blockMinutes }: (typeof routes)[number],
  number: number,
  out: number,
  gate: string | null,
  terminal: string | null,
): Record<string, unknown> => {
  const arrival = out + blockMinutes * minute;
  const airport = (at: typeof from | typeof to) => ({
    code: at.icao,
    code_icao: at.icao,
    code_iata: at.iata,
    code_lid: null,
    timezone: at.zone,
    name: at.city,
    city: at.city,
    airport_info_url: `/airports/${at.icao}`,
  });
  return {
    ident: `${icao}${number}`,
    ident_icao: `${icao}${number}`,
    ident_iata: `${iata}${number}`,
    fa_flight_id: `${icao}${number}-${out / second}-schedule-101p`,
    operator: icao,
    operator_icao: icao,
    operator_iata: iata,
    flight_number: String(number),
    registration: null,
    atc_ident: null,
    inbound_fa_flight_id: null,
    codeshares: [],
    codeshares_iata: [],
    blocked: false,
    diverted: false,
    cancelled: false,
    position_only: false,
    origin: airport(from),
    destination: airport(to),
    departure_delay: 0,
    arrival_delay: 0,
    filed_ete: (blockMinutes - 23) * 60,
    foresight_predictions_available: false,
    scheduled_out: iso(out),
    estimated_out: iso(out),
    actual_out: null,
    scheduled_off: iso(out + 15 * minute),
    estimated_off: iso(out + 15 * minute),
    actual_off: null,
    scheduled_on: iso(arrival - 8 * minute),
    estimated_on: iso(arrival - 8 * minute),
    actual_on: null,
    scheduled_in: iso(arrival),
    estimated_in: iso(arrival),
    actual_in: null,
    progress_percent: 0,
    status: 'Scheduled',
    aircraft_type: 'A20N',
    route_distance: 600,
    filed_airspeed: null,
    filed_altitude: null,
    route: null,
    baggage_claim: null,
    seats_cabin_business: null,
    seats_cabin_coach: null,
    seats_cabin_first: null,
    gate_origin: gate,
    gate_destination: null,
    terminal_origin: terminal,
    terminal_destination: null,
    type: 'Airline',
  };
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

  const states: { from: number; set: Record<string, unknown>; record: RecordState }[] = [];
  let raw = {};
  const time = (value: unknown): number | null =>
    typeof value === 'string' ? Date.parse(value) : null;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  const add = (from: number, set: Record<string, unknown>): void => {
    raw = { ...raw, ...set };
    const now = withoutNumbers.parse(raw);
    states.push({
      from,
      set,
      record: {
        scheduledOut: scheduled,
        estimatedOut: time(now['estimated_out']),
        actualOut: time(now['actual_out']),
        landed: now['actual_on'] !== null,
        cancelled: now['cancelled'] === true,
        diverted: now['diverted'] === true,
        status: text(now['status']) ?? '',
        gate: text(now['gate_origin']),
        terminal: text(now['terminal_origin']),
        belt: text(now['baggage_claim']),
      },
    });
  };
  const gate = (): string => `${random.one('A', 'B', 'C', 'D')}${random.whole(11, 89)}`;
  const terminal = (): string => random.one('T7', 'T8', 'T9');
  let out = scheduled;
  const estimates = (to: number): Record<string, unknown> => {
    out = to;
    const late = to - scheduled;
    return {
      estimated_out: iso(to),
      estimated_off: iso(to + 15 * minute),
      estimated_on: iso(to + block - 8 * minute),
      estimated_in: iso(to + block),
      departure_delay: late / second,
      arrival_delay: late / second,
      status: late >= 15 * minute ? 'Scheduled / Delayed' : 'Scheduled',
    };
  };
  const hasTerminal = random.chance(0.5);
  add(
    scheduled - 10 * day,
    scheduledRecord(
      way,
      number,
      scheduled,
      random.chance(0.4) ? gate() : null,
      hasTerminal ? terminal() : null,
    ),
  );

  // Changes before departure, at odd seconds, so that none falls together with a timer.
  if (random.chance(0.15)) {
    const soon = bookedAt - random.whole(1, 90) * minute + 7 * second;
    add(soon, { ...estimates(out + random.one(10, 20, 45, 80) * minute), gate_origin: gate() });
  }
  const isDense = random.chance(0.4);
  let at = Math.max(
    bookedAt + 5 * minute,
    scheduled - random.whole(20, isDense ? 4 * 60 : 40 * 60) * minute,
  );
  let isCancelled = false;
  let isOver = false;
  const steps = random.one(0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8);
  for (let i = 0; i < steps; i += 1) {
    at = Math.floor(at / minute) * minute + random.whole(11, 49) * second;
    if (at >= out - 2 * minute && !isCancelled) break;
    const near = out - at < 6 * hour;
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
      out + random.one(5, 10, 10, 15, 20, 25, 30, 40, 60, 90, 130) * minute;
    if (isCancelled) {
      if (at > out + 4 * hour) break;
      const isMoved = random.chance(0.4) || out < at + 40 * minute;
      add(at, {
        cancelled: false,
        status: 'Scheduled',
        ...(isMoved ? estimates(Math.max(out, at) + random.one(60, 120, 180) * minute) : {}),
      });
      if (isMoved) out = Math.ceil(out / (5 * minute)) * 5 * minute;
      if (isMoved) add(at + second, estimates(out));
      isCancelled = false;
    } else if (kind === 'delay') add(at, estimates(later()));
    else if (kind === 'earlier') {
      const to = out - random.one(5, 10, 15, 20, 30, 45, 60, 90) * minute;
      if (to > at + 20 * minute) add(at, estimates(to));
    } else if (kind === 'gate') add(at, { gate_origin: gate() });
    else if (kind === 'no gate')
      add(at, { gate_origin: random.one(null, '-', '--', 'TBD', 'TBA') });
    else if (kind === 'terminal' && hasTerminal)
      add(at, {
        terminal_origin: terminal(),
        ...(random.chance(0.5) ? { gate_origin: gate() } : {}),
      });
    else if (kind === 'null') add(at, { estimated_out: null });
    else if (kind === 'both') add(at, { ...estimates(later()), gate_origin: gate() });
    else if (kind === 'cancelled') {
      const isUntracked = !pushes && random.chance(0.3);
      add(at, { cancelled: true, ...(isUntracked ? {} : { status: 'Cancelled' }) });
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
  isOver = isCancelled;

  const oddSecond = (to: number): number => to + random.whole(11, 49) * second;
  if (!isOver) {
    const leftBy = random.one(0, 0, 0, 0, 3, 8, 20, -5, -12) * minute;
    const lastChange = states.at(-1)?.from ?? 0;
    const left = Math.max(out + leftBy, lastChange + 6 * minute);
    add(oddSecond(left), { actual_out: iso(left), status: 'Taxiing / Left Gate' });
    if (random.chance(0.08)) {
      const back = oddSecond(left + random.whole(8, 25) * minute);
      const again =
        Math.ceil((back + random.one(50, 80, 120) * minute) / (5 * minute)) * 5 * minute;
      add(back, { actual_out: null, ...estimates(again), status: 'Returned to Gate' });
      isOver = random.chance(0.3);
      if (isOver) add(oddSecond(back + 20 * minute), { cancelled: true, status: 'Cancelled' });
      else add(oddSecond(again), { actual_out: iso(again), status: 'Taxiing / Left Gate' });
    }
  }
  const flown = states.findLast(({ record }) => record.actualOut !== null)?.record.actualOut;
  if (flown && !isOver) {
    const off = flown + 15 * minute;
    const on = flown + block - 8 * minute;
    add(oddSecond(off), {
      actual_off: iso(off),
      estimated_on: iso(on),
      estimated_in: iso(on + 8 * minute),
      status: 'En Route / On Time',
    });
    const isDiverted = random.chance(0.06);
    if (isDiverted) add(oddSecond(off + 20 * minute), { diverted: true, status: 'Diverted' });
    const belt = { baggage_claim: random.one('BX7', 'BX8', 'BX9') };
    add(oddSecond(on), {
      actual_on: iso(on),
      status: 'Landed / Taxiing',
      ...(random.chance(0.3) ? belt : {}),
    });
    add(oddSecond(on + random.one(5, 8, 8, 11) * minute), {
      actual_in: iso(on + 8 * minute),
      status: isDiverted ? 'Diverted' : 'Arrived / Gate Arrival',
      ...(random.chance(0.4) ? belt : {}),
    });
    if (random.chance(0.2)) add(oddSecond(on + random.one(14, 20) * minute), belt);
  }

  const last = states.at(-1)?.from ?? scheduled;
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
    flights: [{ states: states.map(({ from, set }) => ({ from: iso(from), set })) }],
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
      states: states.map(({ from, record }) => ({ from, record })),
    },
  };
};

/** The life of a flight in a few lines, in the local time of its origin. */
export const drawLife = ({ scenario, life }: ReturnType<typeof randomLife>): string => {
  const zone = life.originZone;
  const when = (at: number): string => `${iso(at).slice(5, 19)}Z (${clockIn(at, zone)})`;
  const [trip] = scenario.trips;
  const own = Object.entries(life.settings)
    .filter(([key, value]) => Object.entries(defaults).some(([k, v]) => k === key && v !== value))
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  const seen = life.pushes ? 'pushed' : 'polled';
  const route = `${trip?.originIata}-${trip?.destinationIata}`;
  return [
    `${scenario.name}: ${route}, booked ${when(life.bookedAt)}, ${seen} ${own.join(', ')}`,
    ...scenario.flights.flatMap(({ states }) =>
      states.map(({ from, set }, i) => {
        const shown = Object.entries(set)
          .filter(([key]) =>
            i === 0
              ? ['scheduled_out', 'gate_origin', 'terminal_origin'].includes(key)
              : !/(_off|_on|_in|delay|progress)/.test(key) || key.startsWith('actual_'),
          )
          .map(([key, value]) => `${key}=${String(value).replace(/^\d{4}-(.*):00\.000Z$/, '$1Z')}`);
        return `  ${when(Date.parse(from))} ${shown.join(' ')}`;
      }),
    ),
    ...life.wroteAt.map((at) => `  ${when(at)} the traveller writes`),
    ...life.outages.map(({ from, to }) => `  ${when(from)} to ${when(to)} no answer from AeroAPI`),
  ].join('\n');
};
