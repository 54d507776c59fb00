import { holdsSecret } from '../domain/understanding/guard-rails.ts';
import { languageShown } from '../domain/understanding/language-shown.ts';
import { disruptionOf } from '../domain/understanding/situation.ts';
import { understand } from '../domain/understanding/understand.ts';
import { situation } from './situations.ts';

const intentsOf = (text: string, changes = {}): readonly string[] =>
  understand(text, situation(changes)).intents;

describe('a message', () => {
  it.each([
    ['quien sos', ['who_are_you']],
    ['vc é um robô?', ['is_bot']],
    ['No quiero perder el vuelo, ¿a qué hora salgo?', ['departure']],
    ['kkkkk', ['laugh']],
    ['have a nice day', ['wishes']],
    ['soz', ['sorry']],
    ['Can you change my flight to the 8am one', ['change_booking']],
    ['perdí el mail con el voucher', ['document']],
    ['help with check-in', ['check_in']],
    ['the fire station museum, is it open?', ['opening_hours']],
    ['ayuda', ['help']],
    ['ajuda', ['help']],
    ['Hola, pasaporte?', ['document', 'greeting']],
    ['qual o voo de volta?', ['return_flight']],
    ['desculpa incomodar, o portão já saiu?', ['gate', 'sorry']],
    ['what a bloody gorgeous hotel', ['mood']],
    ['¡llegamos!', ['arrived']],
    ['asiento en la salida de emergencia', ['seat']],
  ])('"%s" means %j', (text, meant) => {
    expect(intentsOf(text)).toEqual(meant);
  });

  it('means all that it asks', () => {
    expect(intentsOf('¿a qué hora sale mi vuelo y de qué puerta?').toSorted()).toEqual([
      'departure',
      'gate',
    ]);
  });

  it('means what it names where its words say no more', () => {
    expect(intentsOf('LA 8200?')).toEqual(['status']);
    expect(intentsOf('mi vuelo')).toEqual(['status']);
    expect(intentsOf('rent a car')).toEqual(['document']);
    expect(intentsOf('que hacemos el domingo')).toEqual(['plan_day']);
  });
});

describe('trouble', () => {
  it.each([
    ['There is a fire in the hotel', 'danger'],
    ['socorro', 'danger'],
    ['Mi nieto se perdió en el aeropuerto', 'missing_person'],
    ['someone nicked my phone and passport', 'stolen'],
    ['Me robaron el pasaporte', 'stolen'],
    ['estoy en el aeropuerto y no hay nadie', 'stranded'],
    ['Quiero hablar con alguien, perdí el vuelo', 'missed_flight'],
    ['no quiero vivir más', 'danger'],
  ])('"%s" is raised as %s, before all else', (text, emergency) => {
    const understood = understand(text, situation());
    expect(understood.safety.emergency).toBe(emergency);
    expect(understood.intents[0]).toBe(emergency);
  });

  it.each([
    'vc é um robô?',
    'quien sos',
    'no quiero perder el vuelo, ¿a qué hora salgo?',
    'asiento en la salida de emergencia',
    'what a bloody gorgeous hotel',
    'me muero de risa',
    'I could kill for a coffee',
    'perdí el mail con el voucher',
    'me robaron el corazón jaja',
    'el año pasado me robaron el pasaporte',
  ])('"%s" raises nothing', (text) => {
    const { safety } = understand(text, situation());
    expect(safety.emergency).toBeNull();
    expect(safety.person).toBe(false);
  });

  it('is raised for who has opted out too', () => {
    const { safety } = understand('me robaron todo, ayuda', situation({ optedOut: true }));
    expect(safety.emergency).toBe('stolen');
  });

  it('leaves the wish for a person beside it', () => {
    expect(understand('Quiero hablar con alguien, perdí el vuelo', situation()).safety.person).toBe(
      true,
    );
  });
});

describe('a flight that is not theirs', () => {
  it('is said to be none of theirs', () => {
    const { intents, slots } = understand('LA8201', situation());
    expect(intents).toEqual(['status']);
    expect(slots.flights).toEqual([{ flightNumber: 'LA8201', isOwn: false }]);
  });
});

describe('secrets', () => {
  it('are payment cards and passwords, not telephones or bookings', () => {
    expect(holdsSecret('mi tarjeta es 4111 1111 1111 1111')).toBe(true);
    expect(holdsSecret('mi contraseña es gato123')).toBe(true);
    expect(holdsSecret('+54 9 11 5555 0123')).toBe(false);
    expect(holdsSecret('4111 1111 1111 1112')).toBe(false);
  });
});

describe('the situation', () => {
  it.each(['¿y ahora qué hago?', 'e agora?', 'what now'])(
    'makes "%s" a question about what was told',
    (text) => {
      const understood = understand(text, situation({ disruption: 'cancelled' }));
      expect(understood.intents[0]).toBe('what_now');
      expect(understood.disruption).toBe('cancelled');
    },
  );

  it('makes an open message after a disruption one about it', () => {
    expect(intentsOf('???', { disruption: 'diverted' })[0]).toBe('what_now');
    expect(intentsOf('gracias', { disruption: 'diverted' })).toEqual(['thanks']);
  });

  it('is upset by nothing where the trip was withdrawn', () => {
    const understood = understand(
      'e agora?',
      situation({ disruption: 'cancelled', withdrawn: true }),
    );
    expect(understood.disruption).toBeNull();
  });

  it('takes a bare "cancelar" of who has opted out for the booking', () => {
    expect(intentsOf('cancelar')).toEqual(['cancel_alone']);
    expect(intentsOf('cancelar', { optedOut: true })).toEqual(['change_booking']);
  });

  it('knows who has just landed', () => {
    expect(intentsOf('¡llegamos!', { phase: 'just_landed' })).toEqual(['arrived']);
  });

  it('keeps the trip that was spoken of, unless another flight is named', () => {
    const last = { intent: 'return_flight', tripId: 'trip-2' } as const;
    expect(understand('e que horas chega?', situation({ last })).follows).toEqual(last);
    expect(understand('y la LA8200 a qué hora llega?', situation({ last })).follows).toBeNull();
  });

  it('asks the same of another day', () => {
    const last = { intent: 'plan_day', tripId: 'trip-1' } as const;
    const understood = understand('y el jueves?', situation({ last }));
    expect(understood.intents).toEqual(['plan_day']);
    expect(understood.slots.day).toEqual({ kind: 'weekday', weekday: 4 });
  });
});

describe('what upsets a trip', () => {
  const now = '2027-08-10T12:00:00.000Z';

  it('does for twelve hours, the gravest first', () => {
    expect(
      disruptionOf(
        [
          { kind: 'delayed', at: '2027-08-10T11:00:00.000Z', delayMinutes: 150 },
          { kind: 'cancelled', at: '2027-08-10T00:30:00.000Z' },
        ],
        now,
      ),
    ).toBe('cancelled');
    expect(disruptionOf([{ kind: 'cancelled', at: '2027-08-09T23:59:00.000Z' }], now)).toBeNull();
  });

  it('is no delay under two hours', () => {
    const told = { kind: 'delayed', at: '2027-08-10T11:00:00.000Z', delayMinutes: 119 } as const;
    expect(disruptionOf([told], now)).toBeNull();
  });
});

describe('the language', () => {
  it('changes on two sure words only', () => {
    expect(languageShown('obrigada!', 'es')).toBe('es');
    expect(languageShown('qual o meu voo amanhã?', 'es')).toBe('pt');
    expect(languageShown('gate?', 'pt')).toBe('pt');
  });

  it.each([
    'bonjour, à quelle heure part mon vol?',
    'où est notre hôtel svp',
    'Wann geht mein Flug?',
    'wo ist das Hotel bitte',
    'a che ora parte il mio volo?',
    'dove sono i nostri bagagli?',
  ])('is unknown where two words are of another one: "%s"', (text) => {
    expect(languageShown(text, 'es')).toBe('unknown');
    expect(intentsOf(text)).toEqual([]);
  });
});
