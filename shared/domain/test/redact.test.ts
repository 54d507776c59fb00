import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { withoutPersonalData } from '../prompt-text.ts';
import { removed, withoutSecretNumbers } from '../redact.ts';
import { withoutSecrets, withSecrets } from './redact-corpus.ts';

const marked = /\[[^\]]+\]/g;
const asWritten = (line: string): string => line.replace(marked, (secret) => secret.slice(1, -1));

describe('numbers that are not kept', () => {
  it.each(withSecrets)('are taken out of "%s", and nothing else is', (line) =>
    expect(withoutSecretNumbers(asWritten(line))).toBe(line.replace(marked, removed)),
  );

  it.each(withoutSecrets)('are not seen in "%s"', (line) =>
    expect(withoutSecretNumbers(line)).toBe(line),
  );

  it('are gone for good: taking them out twice changes nothing', () => {
    const lines = fc.constantFrom(...withSecrets.map(asWritten), ...withoutSecrets);
    const pieces = fc.oneof(lines, fc.string({ maxLength: 40 }), fc.constantFrom(' ', ', ', '\n'));
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const once = withoutSecretNumbers(parts.join(''));
        expect(withoutSecretNumbers(once)).toBe(once);
      }),
      {
        numRuns: 1_000,
        examples: [
          // Words come nearer to a number when another one before it is taken out.
          [['Pasaporte argentino AAC123456 de Ana', 'passport expires 2031, number 123456789']],
          [
            [
              'mi pasaporte es AAB123456ABC123456 es mi reserva',
              'social security number 123 45 6789',
            ],
          ],
        ],
      },
    );
  });
});

describe('a text of a quarter of a megabyte', () => {
  // What grows with the square of the text takes far longer than this, on any machine.
  const endsInTime = (clean: (text: string) => string, text: string): string => {
    const sandbox = createContext({ clean, text });
    return String(runInContext('clean(text)', sandbox, { timeout: 5_000 }));
  };
  const hostile = [
    ' ',
    '<',
    'A',
    'A<',
    'a',
    '1',
    '1 ',
    '1.',
    '1,',
    '1-',
    '+1 ',
    '12/',
    '12 mar ',
    'dni ',
    'pasaporte: ',
    'dni.',
    'AB12',
    'cvv ',
    `dni ${'a'.repeat(56)} 1234567 `,
    '•',
    'ñ',
    '@',
    'a@',
    'a.',
    '(',
    '\n',
  ];

  it.each(hostile)('of nothing but %j is looked through in time', (piece) => {
    const text = piece.repeat(250_000 / piece.length);
    for (const clean of [withoutSecretNumbers, withoutPersonalData])
      expect(endsInTime(clean, `${text}!`).length).toBeGreaterThan(0);
  });
});
