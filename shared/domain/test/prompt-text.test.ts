import fc from 'fast-check';
import { withoutPersonalData } from '../prompt-text.ts';

describe('text for a language model', () => {
  it.each([
    ['a telephone number', 'Call +54 9 11 5555 0101 before'],
    ['a telephone number in brackets', 'Call (011) 5555-0101 before'],
    ['an e-mail address', 'Write to ana.ruiz+trip@example.com'],
    ['a passport', 'Passport AAB123456, vegetarian'],
    ['an identity card', 'DNI 30.123.456, vegetariano'],
    ['a link', 'Itinerary: https://travel.example.com/itineraries/MGY2YTNj.tox5qk.QXTh'],
    ['a card', 'Visa 4111 1111 1111 1111'],
  ])('has %s taken out', (_, text) => {
    const clean = withoutPersonalData(text);
    expect(clean).not.toMatch(/\d{3}|@/);
    expect(clean.split(/\W+/)[0]).toBe(text.split(/\W+/)[0]);
  });

  it.each([
    'Two children (4 and 9), vegetarian, 2027-03-03 to 2027-03-09, from 19:15',
    'H. C. Andersens Boulevard 8',
    'Carrera 43A #7-50',
    'BA820 at gate A13, 1200 USD',
    'Anniversary in 2027, room 1408',
  ])('keeps "%s" as it is', (text) => {
    expect(withoutPersonalData(text)).toBe(text);
  });

  it('has the traveller’s names taken out, however they are written, and no parts of other words', () => {
    expect(withoutPersonalData('ANA likes art; Mrs Ruíz-Paz hates bananas', ['Ana Ruíz'])).toBe(
      '[traveller] likes art; Mrs [traveller]-Paz hates bananas',
    );
  });

  it('never lets seven digits in a row through, and never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1_000_000, max: 999_999_999 }),
        fc.string(),
        (before, number, after) => {
          expect(withoutPersonalData(`${before} ${number} ${after}`, [before])).not.toContain(
            ` ${number} `,
          );
        },
      ),
    );
  });
});
