import { dayIn } from '../domain/understanding/days.ts';
import { flightsIn } from '../domain/understanding/flights.ts';
import { namesIn } from '../domain/understanding/names.ts';
import { anyPhrase } from '../domain/understanding/phrases.ts';
import { slotsIn } from '../domain/understanding/slots.ts';
import { situation } from './situations.ts';

describe('a named day', () => {
  it.each([
    ['qué hacemos mañana?', 'es', { kind: 'relative', days: 1 }],
    ['pasado mañana', 'es', { kind: 'relative', days: 2 }],
    ['depois de amanhã', 'pt', { kind: 'relative', days: 2 }],
    ['qué hay hoy por la mañana', 'es', { kind: 'relative', days: 0 }],
    ['and on day 3?', 'en', { kind: 'nth', n: 3 }],
    ['el último día', 'es', { kind: 'nth', n: -1 }],
    ['o que tem na segunda?', 'pt', { kind: 'weekday', weekday: 1 }],
    ['el jueves', 'es', { kind: 'weekday', weekday: 4 }],
    ['el 14 de marzo', 'es', { kind: 'date', day: 14, month: 3 }],
    ['March 14th', 'en', { kind: 'date', day: 14, month: 3 }],
    ['14/03', 'es', { kind: 'date', day: 14, month: 3 }],
    ['el 14 qué hacemos', 'es', { kind: 'date', day: 14, month: null }],
  ] as const)('"%s" in %s is %j', (text, language, day) => {
    expect(dayIn(text, language)).toEqual(day);
  });

  it('is none in a part of the day, or in "second" in Spanish', () => {
    expect(dayIn('sale por la mañana?', 'es')).toBeNull();
    expect(dayIn('la segunda valija', 'es')).toBeNull();
  });
});

describe('a named flight', () => {
  it('is theirs to the last figure only', () => {
    expect(flightsIn('LA8201 sale?', ['LA8200'])).toEqual([
      { flightNumber: 'LA8201', isOwn: false },
    ]);
    expect(flightsIn('la 8200?', ['LA8200'])).toEqual([{ flightNumber: 'LA8200', isOwn: true }]);
  });

  it('is none where words stand before a figure', () => {
    expect(flightsIn('a las 10 de la 9, de 30', ['LA8200'])).toEqual([]);
    expect(flightsIn('vuelo la 800', ['LA8200'])).toEqual([
      { flightNumber: 'LA800', isOwn: false },
    ]);
  });
});

describe('a named place', () => {
  const places = ['Hotel Alexandra', 'Jardines de Tivoli', 'Museo Louisiana'];

  it('is known by a word that tells it apart, with one wrong letter', () => {
    expect(namesIn('a qué hora abre tivoli', places)).toEqual(['Jardines de Tivoli']);
    expect(namesIn('the alexandre hotel', places)).toEqual(['Hotel Alexandra']);
    expect(namesIn('el museo', places)).toEqual([]);
  });
});

describe('a named document', () => {
  it.each([
    ['mandame la tarjeta d embarque', 'boarding_pass'],
    ['tarjta de embarque plis', 'boarding_pass'],
    ['pase de abordaje', 'boarding_pass'],
    ['send bording pass', 'boarding_pass'],
    ['i need my e-ticket', 'boarding_pass'],
    ['cadê minha passagem?', 'boarding_pass'],
    ['necesito el vaucher del traslado', 'transfer'],
    ['mandame los papeles del auto alquilado', 'car_rental'],
    ['aluguel do carro, me manda o voucher', 'car_rental'],
    ['my tour tickets', 'tour_reservation'],
  ])('in "%s" is the %s', (text, document) => {
    expect(slotsIn(text, situation().own, 'es').documents).toEqual([document]);
  });

  it('is none where a payment card or the price of a ticket is spoken of', () => {
    expect(slotsIn('mi tarjeta de crédito no anda', situation().own, 'es').documents).toEqual([]);
    expect(slotsIn('cuánto cuesta el pasaje', situation().own, 'es').documents).toEqual([]);
  });
});

describe('slots', () => {
  it('are what a message names', () => {
    expect(slotsIn('mandame el seguro y el boarding de Beto', situation().own, 'es')).toEqual({
      day: null,
      flights: [],
      documents: ['boarding_pass', 'insurance'],
      places: [],
      passengers: ['Beto Paz'],
    });
  });
});

describe('a phrase of the lexicon', () => {
  it('has alternatives, endings, gaps and groups', () => {
    const expression = anyPhrase(['perdi|lost .. @kin', 'rob*'], { kin: 'hij* son' });
    const matches = (text: string): boolean => `${text} `.search(expression) !== -1;
    expect(matches('perdi a mi hijita')).toBe(true);
    expect(matches('lost one two three four five son')).toBe(false);
    expect(matches('robaron')).toBe(true);
    expect(matches('arrobar')).toBe(false);
  });

  it('names no group that is missing', () => {
    expect(() => anyPhrase(['@nobody'])).toThrow('@nobody');
  });
});
