import fc from 'fast-check';
import { type Template, templatesOf } from '../catalogue.ts';
import { compose, type Reader, type Words } from '../compose.ts';
import { lintFilled } from '../lint.ts';
import { isForFollower, isForGuardian, isForGuide } from '../third-person.ts';
import { before, departure, locales, route } from './words.ts';

describe('hostile values', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '',
      ' ',
      '\n',
      '{{1}}',
      '{{2}} {{3}}',
      'a\n\n\n\tb     c',
      '\u202eevil',
      '\ud83d',
      '*'.repeat(50),
      '$1 $& $`',
      '👩‍👩‍👧‍👦'.repeat(60),
      'x'.repeat(5_000),
      '__proto__',
      'Ana\u2028Ruiz',
      '\u0000',
    ),
  );
  const maybe = fc.option(hostile);
  const instants = fc.constantFrom(departure, before);
  const place = fc.record({ iata: hostile, city: maybe });
  const agency = fc.constantFrom('untold' as const, 'told' as const, 'acknowledged' as const);
  const onRoute = { flight: hostile, origin: place, destination: place };
  const departing = { flight: hostile, departure: instants, gate: maybe, terminal: maybe };
  const inFlight = { ...departing, destination: place, arrival: fc.option(instants) };
  const moved = { ...inFlight, before: instants, ticket: instants, agency };
  const connection = fc.record({ ...onRoute, ...departing, minutesLeft: fc.nat(2_000) });
  const words: fc.Arbitrary<Words> = fc.oneof(
    fc.record({
      type: fc.constant('trip_cancelled' as const),
      ...onRoute,
      departure: instants,
    }),
    fc.record({
      type: fc.constant('reservation_confirmation' as const),
      ...onRoute,
      departure: instants,
      gate: maybe,
      terminal: maybe,
      otherLegs: fc.array(fc.record({ ...onRoute, departure: instants }), { maxLength: 5 }),
      isNewNumber: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('24h_reminder' as const),
      ...onRoute,
      ...inFlight,
      before: fc.option(instants),
      airportAt: instants,
      note: maybe,
      now: fc.constantFrom('2027-08-09T12:00:00.000Z', '2027-08-01T12:00:00.000Z'),
    }),
    fc.record({ type: fc.constant('delayed' as const), ...moved, isNear: fc.boolean() }),
    fc.record({
      type: fc.constant('departure_moved_earlier' as const),
      ...moved,
      kind: fc.constantFrom('earlier' as const, 'shrank' as const, 'gone' as const),
    }),
    fc.record({
      type: fc.constantFrom('back_on_time' as const, 'reinstated' as const),
      ...inFlight,
    }),
    fc.record({
      type: fc.constant('gate_change' as const),
      ...departing,
      what: fc.constantFrom('gate' as const, 'terminal' as const, 'both' as const),
      isFirst: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('boarding' as const),
      ...departing,
      before: fc.option(instants),
      unchecked: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('cancelled' as const),
      ...onRoute,
      departure: instants,
      agency,
    }),
    fc.record({
      type: fc.constant('diverted' as const),
      flight: hostile,
      to: fc.option(fc.record({ city: maybe, iata: maybe })),
      agency,
    }),
    fc.record({
      type: fc.constantFrom(
        'connection_at_risk' as const,
        'connection_missed' as const,
        'connection_restored' as const,
      ),
      flight: hostile,
      destination: place,
      departure: fc.option(instants),
      arrival: instants,
      next: connection,
      agency,
    }),
    fc.record({
      type: fc.constant('landing' as const),
      destination: place,
      stay: maybe,
      belt: maybe,
      next: fc.option(connection),
      isHome: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('trip_changed' as const),
      ...onRoute,
      departure: instants,
      before: fc.record({ ...onRoute, departure: instants }),
    }),
    fc.record({ type: fc.constant('itinerary_ready' as const) }),
    fc.record({ type: fc.constant('agency_reply' as const), words: hostile }),
  );
  const departed = fc.record({
    type: fc.constant('departed' as const),
    ...onRoute,
    departure: instants,
    arrival: fc.option(instants),
  });
  const aboutOthers: fc.Arbitrary<Words> = fc.oneof(words, departed).chain((about) => {
    const told: Words[] = [];
    if (isForGuardian(about)) told.push({ type: 'guardian', about });
    if (isForFollower(about)) told.push({ type: 'follower', about });
    if (isForGuide(about))
      told.push({ type: 'guide', about, counts: { told: 120, toCall: 12, pending: 3 } });
    return told.length === 0
      ? fc.constant<Words>({
          type: 'guardian',
          about: { type: 'trip_cancelled', ...route, departure },
        })
      : fc.constantFrom(...told);
  });
  const readers: fc.Arbitrary<Reader> = fc.record({
    locale: fc.constantFrom(...locales),
    callName: hostile,
    travellers: fc.array(hostile, { maxLength: 6 }),
    agency: fc.record({ name: hostile, emergencyPhone: maybe }),
  });

  it('never make a message that WhatsApp would refuse', () => {
    fc.assert(
      fc.property(readers, fc.oneof(words, aboutOthers), (to, said) => {
        const { content } = compose(to, said);
        expect(content.kind).toBe('template');
        if (content.kind !== 'template') return;
        const template = templatesOf(said.type as Template['type'], to.locale).find(
          ({ name }) => name === content.template,
        );
        expect(template).toBeDefined();
        if (template) expect(lintFilled(template, content)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
