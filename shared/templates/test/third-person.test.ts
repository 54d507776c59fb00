import { compose, type Reader, type Words } from '../compose.ts';

const locales = ['es', 'es-AR', 'en', 'pt'] as const;
const when = (at: string) => ({ at: `2027-08-${at}:00.000Z`, zone: 'Europe/London', iata: 'LHR' });
const route = {
  flight: 'BA820',
  origin: { iata: 'LHR', city: null },
  destination: { iata: 'CPH', city: null },
};
const departure = when('10T16:00');
const arrival = { at: '2027-08-10T17:55:00.000Z', zone: 'Europe/Copenhagen', iata: 'CPH' };
const flying = { ...route, departure, arrival, gate: null, terminal: null };
const delayed = {
  type: 'delayed',
  ...flying,
  before: when('10T15:20'),
  ticket: when('10T15:00'),
  isNear: false,
  agency: 'untold',
} as const;
const landing = {
  type: 'landing',
  destination: route.destination,
  stay: 'Nyhavn 71',
  belt: '4',
  next: null,
  isHome: false,
} as const;

const norma: Reader = {
  locale: 'es',
  callName: 'Norma',
  travellers: ['Tomás', 'Lola'],
  agency: { name: 'Viajes del Sur', emergencyPhone: '+54 9 11 5555-0199' },
};
const composed = (words: Words, locale: Reader['locale'] = 'es') =>
  compose({ ...norma, locale }, words);
const text = (words: Words, locale: Reader['locale'] = 'es') =>
  composed(words, locale).content.text;

describe('what a guardian reads', () => {
  it.each([
    ['es', 'el vuelo de Tomás y Lola llegó a Copenhague'],
    ['es-AR', 'el vuelo de Tomás y Lola llegó a Copenhague'],
    ['en', 'the flight of Tomás and Lola has arrived in Copenhagen'],
    ['pt', 'o voo de Tomás e Lola chegou a Copenhague'],
  ] as const)('is in the third person and names those who fly (%s)', (locale, said) => {
    expect(text({ type: 'guardian', about: landing }, locale)).toContain(said);
  });

  it('is never in the second person', () => {
    for (const about of [
      delayed,
      landing,
      { ...delayed, isNear: true },
      { type: 'boarding', ...flying, before: null, unchecked: false },
      { type: 'cancelled', ...route, departure, agency: 'told' },
    ] as const)
      expect(text({ type: 'guardian', about })).not.toMatch(
        / tu (vuelo|equipaje|alojamiento|tarjeta)/i,
      );
  });

  it('has the old, the new and the ticket’s time of a delay, and the arrival', () => {
    const said = text({ type: 'guardian', about: { ...delayed, gate: 'B7' } }, 'en');
    expect(said).toContain('flight BA820 of Tomás and Lola is delayed by 1 h');
    for (const time of ['16:20 (LHR)', '16:00 (LHR)', '*Tue 10 Aug 17:00 (LHR)', '19:55 (CPH)'])
      expect(said).toContain(time);
    expect(said).toContain('gate B7');
  });

  it('tells what its words say: the gate, or that none is known', () => {
    const of = (gate: string | null) =>
      composed({
        type: 'guardian',
        about: { type: 'boarding', ...flying, gate, before: null, unchecked: false },
      });
    expect(of(null).said).toEqual({ departure: departure.at, gate: null });
    expect(of(null).content.text).toContain('pantallas');
    expect(of('A12').said).toEqual({ departure: departure.at, gate: 'A12' });
    expect(composed({ type: 'guardian', about: landing }).said).toEqual({});
  });

  it('names the emergency phone in trouble, and that the agency knows only where it does', () => {
    const of = (agency: 'told' | 'acknowledged') =>
      text({ type: 'guardian', about: { type: 'cancelled', ...route, departure, agency } }, 'en');
    expect(of('told')).toContain('we have told Viajes del Sur');
    expect(of('told')).toContain('+54 9 11 5555-0199');
    expect(of('acknowledged')).toContain('know about it');
  });
});

describe('what a follower reads', () => {
  it.each([
    ['es', 'el vuelo BA820 de Tomás y Lola salió de Londres (LHR)', 'BAJA'],
    ['es-AR', 'el vuelo BA820 de Tomás y Lola salió de Londres (LHR)', 'BAJA'],
    ['en', 'flight BA820 of Tomás and Lola has left London (LHR)', 'STOP'],
    ['pt', 'o voo BA820 de Tomás e Lola partiu de Londres (LHR)', 'PARAR'],
  ] as const)('names the flight, the arrival and how to leave (%s)', (locale, said, stop) => {
    const read = text(
      { type: 'follower', about: { type: 'departed', ...route, departure, arrival } },
      locale,
    );
    expect(read).toContain(said);
    expect(read).toContain('19:55 (CPH)');
    expect(read).toContain(stop);
  });

  it('says where it is bound while no arrival is known', () => {
    const about = { type: 'departed', ...route, departure, arrival: null } as const;
    expect(text({ type: 'follower', about })).toContain('rumbo a Copenhague (CPH)');
  });
});

describe('what a guide reads', () => {
  const about = { type: 'cancelled', ...route, departure, agency: 'told' } as const;
  const counts = { told: 34, toCall: 2, pending: 0 };

  it('counts who was told and who is to be called, in one line', () => {
    expect(text({ type: 'guide', about, counts }, 'en')).toContain('*34 told, 2 to call*');
    expect(
      text({ type: 'guide', about, counts: { told: 1, toCall: 0, pending: 3 } }, 'en'),
    ).toContain('*1 told, 3 not told yet*');
  });

  it('names nobody of the group, and no phone', () => {
    for (const locale of locales) {
      const read = text({ type: 'guide', about, counts }, locale);
      expect(read).not.toMatch(/Tomás|Lola|\+\d/);
    }
  });
});

describe('leaving', () => {
  it.each([
    ['es', /quienes viajan siguen recibiendo/],
    ['es-AR', /quienes viajan siguen recibiendo/],
    ['en', /those who travel still get/],
    ['pt', /quem viaja continua recebendo/],
  ] as const)('as a follower is for the follower alone (%s)', (locale, said) => {
    expect(text({ type: 'opt_out_ack', isFollower: true }, locale)).toMatch(said);
    expect(text({ type: 'opt_out_ack' }, locale)).not.toMatch(said);
  });
});
