import type { AgencySeed } from '#shared/domain/agency.ts';
import { airport } from '#shared/domain/airports.ts';
import {
  day,
  earliest,
  hour,
  Instant,
  latest,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import {
  disruptions,
  type FlightState,
  type FlightTimeline,
  flightTimeline,
} from '#shared/testing/flight-timelines.ts';
import { brakesOf } from './brake-inputs.ts';
import { erasuresOf, rotationsOf } from './endings.ts';
import type { Faults } from './faults.ts';
import type { Input, PlannedTrip } from './inputs.ts';

/** What a seed says about the world, before any fault strikes. */
export interface World {
  readonly start: Instant;
  /** Days after the last flight, when everything is over. */
  readonly end: Instant;
  readonly agencies: readonly AgencySeed[];
  /** Cities in which the first agency has a place. */
  readonly places: readonly string[];
  readonly flights: readonly FlightTimeline[];
  readonly trips: readonly PlannedTrip[];
  readonly inputs: readonly Input[];
  /**
   * Whether the flight is cancelled and reinstated, or its gate or time alternates, within
   * minutes; then all changes are pushed and Twilio's answers are lost for a while.
   */
  readonly isStormy: boolean;
  readonly hasPushes: boolean;
  /** True: events and timers are part of the commit (one machine). False: they follow it (AWS). */
  readonly isTransactional: boolean;
  readonly workers: readonly { readonly name: string; readonly skewMs: number }[];
}

/** Markers of personal data, which may appear in messages only. */
export const personalData: readonly string[] = ['Qorvath', 'Umbrosa', 'plomizando', '549115555010'];

const agencyId = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const shift = (timeline: FlightTimeline, ms: number): FlightTimeline => {
  const shiftState = ({ from, set }: FlightState): FlightState => ({
    from: plus(from, ms),
    set: Object.fromEntries(
      Object.entries(set).map(([name, value]) => [
        name,
        typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
          ? plus(value, ms)
          : value,
      ]),
    ),
  });
  return {
    ...timeline,
    bookedAt: plus(timeline.bookedAt, ms),
    departure: plus(timeline.departure, ms),
    flights: timeline.flights.map((states) => states.map(shiftState)),
  };
};

/**
 * A flight from where another arrives, so long after its scheduled arrival; back to where that one
 * began where it would not leave the place.
 */
const onwardFrom = (
  flight: FlightTimeline,
  after: FlightTimeline,
  gapMs: number,
): FlightTimeline => {
  const first = after.flights[0]?.[0]?.set;
  const arrival = Instant.parse(new Date(String(first?.['scheduled_in'])).toISOString());
  const moved = shift(flight, Date.parse(arrival) + gapMs - Date.parse(flight.departure));
  const isBack = flight.destinationIata === after.destinationIata;
  const fromThere = ({ from, set }: FlightState): FlightState => ({
    from,
    set: {
      ...set,
      ...('origin' in set ? { origin: first?.['destination'] } : {}),
      ...('destination' in set && isBack ? { destination: first?.['origin'] } : {}),
    },
  });
  return {
    ...moved,
    originIata: after.destinationIata,
    originZone: after.destinationZone,
    ...(isBack ? { destinationIata: after.originIata, destinationZone: after.originZone } : {}),
    flights: moved.flights.map((states) => states.map(fromThere)),
  };
};

const settingsOf = (faults: Faults, n: number): AgencySeed['settings'] => {
  const settings: Record<string, unknown> = {};
  if (faults.chance(`agency ${n} never quiet`) < 0.3)
    settings['quiet_hours'] = { start: '00:00', end: '00:00' };
  if (faults.chance(`agency ${n} slow`) < 0.15)
    settings['rate_limiting'] = { messages_per_minute: 1 };
  if (faults.chance(`agency ${n} eager`) < 0.2)
    settings['notification_preferences'] = {
      landing_in_quiet_hours: true,
      delay_cooldown_minutes: 5,
    };
  return settings;
};

/** Messages a traveller may write; `part` is the share of the time from booking to departure. */
const conversationScripts: readonly (readonly {
  readonly part: number;
  readonly body: string;
}[])[] = [
  [{ part: 0.5, body: 'BAJA' }],
  [{ part: 0.3, body: 'CANCELAR' }],
  [
    { part: 0.2, body: 'STOP' },
    { part: 0.7, body: 'ALTA' },
  ],
  [{ part: 0.9, body: 'no quiero recibir más mensajes' }],
  [{ part: 0.6, body: 'hola, seguimos plomizando?' }],
];

const cityOf = (flight: FlightTimeline): string =>
  airport(flight.destinationIata)?.city ?? flight.destinationIata;

/** The number that a trip is corrected to. */
const correctedPhone = ({ phone }: PlannedTrip): string => `${phone?.slice(0, -1)}7`;

const editsOf = (faults: Faults, trip: PlannedTrip, other: FlightTimeline): Input[] => {
  const spanMs = Date.parse(trip.flight.departure) - Date.parse(trip.bookedAt);
  const at = (part: number): Instant =>
    plus(trip.bookedAt, Math.round((spanMs * part) / minute) * minute);
  const flightOf = ({ flightNumber, originIata, destinationIata, departure }: FlightTimeline) => ({
    flightNumber,
    originIata,
    destinationIata,
    departure,
  });
  const inputs: Input[] = [];
  const name = `trip ${trip.key}`;
  const notify = faults.chance(`${name} notify`) < 0.7;
  const part = faults.chance(`${name} edited at`);
  if (faults.happens(`input: ${name} gets another stay`, 0.15))
    inputs.push({
      at: at(part * 0.9),
      key: `${name} stay`,
      kind: 'edit',
      trip,
      set: { stay: 'Posada Umbrosa' },
      notify,
    });
  if (faults.happens(`input: ${name} moves to another flight`, 0.15)) {
    inputs.push({
      at: at(part * 0.9),
      key: `${name} moves`,
      kind: 'edit',
      trip,
      set: flightOf(other),
      notify,
    });
    if (faults.happens(`input: ${name} moves back`, 0.3))
      inputs.push({
        at: at(part * 0.9 + 0.05),
        key: `${name} moves back`,
        kind: 'edit',
        trip,
        set: flightOf(trip.flight),
        notify,
      });
  }
  if (faults.happens(`input: ${name} gets another number`, 0.15))
    inputs.push({
      at: at(faults.chance(`${name} corrected at`) * 0.95),
      key: `${name} number`,
      kind: 'edit',
      trip,
      set: { whatsapp: correctedPhone(trip) },
      notify: true,
    });
  if (faults.happens(`input: ${name} is cancelled by its agency`, 0.12))
    inputs.push({
      at: at(faults.chance(`${name} cancelled at`) * 0.98),
      key: `${name} cancelled`,
      kind: 'cancel',
      trip,
      notify: faults.chance(`${name} tell`) < 0.5,
    });
  return inputs;
};

const messagesOf = (faults: Faults, trip: PlannedTrip, sender: string): Input[] => {
  const spanMs = Date.parse(trip.flight.departure) - Date.parse(trip.bookedAt);
  const at = (part: number): Instant => plus(trip.bookedAt, Math.round(spanMs * part));
  const { phone, agencyId } = trip;
  if (phone === null) return [];
  const script =
    conversationScripts[faults.amount(`words of ${trip.key}`, 0, conversationScripts.length - 1)] ??
    [];
  const messages = script.flatMap(({ part, body }): Input[] =>
    faults.happens(`input: traveller of ${trip.key} writes ${body.split(' ')[0] ?? ''}`, 0.25)
      ? [{ at: at(part), key: `${trip.key} writes ${part}`, kind: 'write', phone, sender, body }]
      : [],
  );
  if (faults.happens(`input: keys are rotated while the traveller of ${trip.key} writes`, 0.2)) {
    const before = at(faults.chance(`rotation ${trip.key}`) * 0.9);
    const after = plus(before, faults.amount(`rotation ${trip.key}`, 60, 200) * second);
    messages.push(
      { at: before, key: `${trip.key} begins`, kind: 'write', phone, sender, body: 'hola' },
      { at: plus(before, 30 * second), key: `rotation ${trip.key}`, kind: 'rotate keys' },
      { at: after, key: `${trip.key} goes on`, kind: 'write', phone, sender, body: 'gracias' },
    );
  }
  if (!faults.happens(`input: a person takes the conversation of ${trip.key}`, 0.2))
    return messages;
  const from = faults.chance(`taken ${trip.key}`) * 0.8;
  return [
    ...messages,
    { at: at(from), key: `${trip.key} asks`, kind: 'write', phone, sender, body: 'hola' },
    {
      at: plus(at(from), faults.amount(`person ${trip.key}`, 0, 8) * 1000),
      key: `${trip.key} taken`,
      kind: 'take over',
      phone,
      sender,
      agencyId,
    },
    {
      at: plus(at(from), 40 * minute),
      key: `${trip.key} asks again`,
      kind: 'write',
      phone,
      sender,
      body: 'gracias',
    },
    {
      at: plus(at(from), 90 * minute),
      key: `${trip.key} given back`,
      kind: 'give back',
      phone,
      sender,
      agencyId,
    },
  ];
};

/** Draws the world of a seed. Shrinking can leave out its optional parts, as it can faults. */
export const planWorld = (seed: string, faults: Faults): World => {
  const isStormy = faults.chance('storm') < 0.1;
  const disruption =
    faults.chance('disturbed') < 0.7
      ? disruptions[1 + faults.amount('kind', 0, disruptions.length - 2)]
      : undefined;
  const kind = isStormy
    ? faults.chance('flight or gate') < 0.5
      ? 'on and off'
      : 'to and fro'
    : disruption;
  const main = flightTimeline(`${seed}/main`, kind);
  const unshifted = flightTimeline(`${seed}/other`);
  const other = shift(
    unshifted,
    Date.parse(main.departure) -
      Date.parse(unshifted.departure) +
      5 * faults.amount('other departs', 24, 480) * minute,
  );
  const onward = onwardFrom(
    flightTimeline(`${seed}/onward`),
    main,
    5 * faults.amount('time to change', 6, 40) * minute,
  );
  const agencies = [1, 2].map(
    (n): AgencySeed => ({
      id: agencyId(n),
      name: `Agencia ${n}`,
      sender: `+54911555500${n}0`,
      emergencyPhone: null,
      settings: settingsOf(faults, n),
    }),
  );
  const [first, second] = agencies;
  if (!first || !second) throw new Error('a world needs two agencies');
  const trip = (
    key: string,
    agency: AgencySeed,
    flight: FlightTimeline,
    n: number,
  ): PlannedTrip => ({
    key,
    role: 'traveller',
    agencyId: agency.id,
    phone: `+54911555501${n}0`,
    clientName: `Qorvath ${n}`,
    flight,
    bookedAt: faults.happens(`input: trip ${key} is booked late`, 0.2)
      ? plus(flight.departure, -faults.amount(`late ${key}`, 100, 1400) * minute)
      : flight === main
        ? plus(main.bookedAt, faults.amount(`booked ${key}`, 0, 600) * minute)
        : flight.bookedAt,
  });
  const trips = [
    trip('a', first, main, 0),
    ...(faults.happens('input: trip b', 0.6)
      ? [trip('b', faults.chance('b is of the other agency') < 0.5 ? second : first, main, 1)]
      : []),
    ...(faults.happens('input: trip c', 0.3) ? [trip('c', first, other, 0)] : []),
    ...(faults.happens('input: children', 0.25)
      ? (['guardian', 'follower', 'guide'] as const).map((role, n) => ({
          ...trip(role, first, main, n + 2),
          role,
          children: ['Qorvath 5', 'Qorvath 6'],
        }))
      : []),
    ...(faults.happens('input: a connection', 0.35)
      ? [
          trip('in', first, main, 5),
          { ...trip('on', first, onward, 5), clientName: 'Qorvath 5' },
        ].map((part) => ({ ...part, isConnection: true as const }))
      : []),
    ...(faults.happens('input: a traveller without WhatsApp', 0.2)
      ? [{ ...trip('unwritten', first, main, 6), phone: null }]
      : []),
  ];
  const senderOf = ({ agencyId }: PlannedTrip): string =>
    agencyId === first.id ? first.sender : second.sender;
  const inputsOf = (t: PlannedTrip): Input[] => [
    {
      at: t.bookedAt,
      key: `book ${t.key}`,
      kind: 'book',
      trip: t,
      overTheBus: faults.chance(`over the bus ${t.key}`) < 0.3,
    },
    ...(t.role === 'traveller' && !t.isConnection
      ? editsOf(faults, t, t.flight === main ? other : main)
      : []),
    ...(t.key === 'c' || t.key === 'on' || t.role !== 'traveller'
      ? []
      : messagesOf(faults, t, senderOf(t))),
  ];
  const ofTrips = trips.flatMap((t) => {
    const own = inputsOf(t);
    return [...own, ...erasuresOf(faults, t, own, senderOf(t)), ...brakesOf(faults, t)];
  });
  const inputs = [...ofTrips, ...rotationsOf(faults, ofTrips, main)];
  const last = latest(main.departure, other.departure, onward.departure) ?? main.departure;
  return {
    start: plus(earliest(...inputs.map((i) => i.at)) ?? main.bookedAt, -minute),
    end: plus(last, 4 * day + 12 * hour),
    places: faults.chance('places') < 0.5 ? [main, other].map((flight) => cityOf(flight)) : [],
    agencies,
    flights: [main, other, onward],
    trips,
    inputs: inputs.sort((a, b) => (a.at < b.at ? -1 : 1)),
    isStormy,
    hasPushes: isStormy || faults.chance('pushes') < 0.4,
    isTransactional: faults.chance('one machine') < 0.5,
    workers: ['one', 'two', 'three'].map((name) => ({
      name,
      skewMs: faults.amount(`skew of ${name}`, -12_000, 12_000),
    })),
  };
};
