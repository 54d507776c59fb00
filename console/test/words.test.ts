import { DeliveryState } from '#shared/domain/delivery-state.ts';
import { FiledAs } from '#shared/domain/document.ts';
import { ToldState } from '#shared/domain/flight-people.ts';
import { MessageType } from '#shared/domain/message.ts';
import { TaskKind } from '#shared/domain/task.ts';
import { ContactRole, TripStatus } from '#shared/domain/trip.ts';
import { termOf, terms } from '../words/terms.ts';
import { awayFrom, clockOf, dayOf, lengthOf, timeIn } from '../words/times.ts';
import { languages } from '../words/words.ts';

describe('what the API names by codes', () => {
  it.each(languages)('has words: %s', (language) => {
    const { tasks, messages, states, trip, roles, documents } = terms[language];
    const missing = (group: object, codes: readonly string[]) =>
      codes.filter((code) => !Object.hasOwn(group, code));
    expect([
      ...missing(tasks, TaskKind.options),
      ...missing(messages, MessageType.options),
      ...missing(states, [...DeliveryState.options, ...ToldState.options]),
      ...missing(trip, TripStatus.options),
      ...missing(roles, ContactRole.options),
      ...missing(documents, FiledAs.options),
    ]).toEqual([]);
  });

  it('is shown as it is written where it is newer than these pages', () => {
    expect(termOf(terms.es.tasks, 'brand_new')).toBe('brand new');
    expect(termOf(terms.es.tasks, 'constructor')).toBe('constructor');
  });
});

describe('times', () => {
  const now = Date.parse('2027-03-03T12:00:00Z');

  it('are lengths in two units at most', () => {
    const minute = 60_000;
    expect([0, 59, 60, 125, 26 * 60].map((minutes) => lengthOf(minutes * minute))).toEqual([
      '0 min',
      '59 min',
      '1 h 00',
      '2 h 05',
      '1 d 2 h',
    ]);
  });

  it('are said as how far away they are, before and after', () => {
    expect(awayFrom('2027-03-03T14:05:00Z', now, 'es')).toBe('en 2 h 05');
    expect(awayFrom('2027-03-03T11:48:00Z', now, 'pt')).toBe('há 12 min');
    expect(awayFrom('2027-03-03T12:00:30Z', now, 'en')).toBe('now');
  });

  it('are those of the clock where they are lived', () => {
    expect(clockOf('2027-03-03T16:20')).toBe('16:20');
    expect(dayOf('2027-03-03T16:20', 'es')).toBe('mié, 3 mar');
    expect(timeIn('2027-03-03T21:20:00Z', 'America/Sao_Paulo', 'pt')).toBe('3 mar, 18:20');
  });
});
