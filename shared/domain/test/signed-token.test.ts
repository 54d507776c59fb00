import fc from 'fast-check';
import { plus, second } from '../instant.ts';
import { openToken, signToken } from '../signed-token.ts';

const now = '2027-03-01T12:00:00.000Z';
const secret = 'a secret that only this test knows';

describe('a signed token', () => {
  it('names its subject until its time, and nothing after', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 10_000_000 }), (subject, seconds) => {
        const token = signToken(secret, 'use', subject, plus(now, seconds * second));
        expect(openToken(secret, 'use', token, now)).toBe(Buffer.from(subject).toString('utf8'));
        expect(openToken(secret, 'use', token, plus(now, seconds * second))).toBeNull();
        expect(openToken(secret, 'another', token, now)).toBeNull();
        expect(openToken(`${secret}!`, 'use', token, now)).toBeNull();
      }),
    );
  });

  it('opens nothing when a sign of it was changed', () => {
    const token = signToken(secret, 'use', 'agency/trip/1', plus(now, second));
    for (let i = 0; i < token.length; i += 1) {
      const changed = `${token.slice(0, i)}${token[i] === 'a' ? 'b' : 'a'}${token.slice(i + 1)}`;
      // The last sign of a base64 text carries bits that nobody reads.
      const same =
        changed
          .split('.')
          .map((part) => Buffer.from(part, 'base64url').toString('hex'))
          .join() ===
        token
          .split('.')
          .map((part) => Buffer.from(part, 'base64url').toString('hex'))
          .join();
      if (!same) expect(openToken(secret, 'use', changed, now)).toBeNull();
    }
  });

  it('opens nothing when it is anything else', () => {
    fc.assert(fc.property(fc.string(), (text) => openToken(secret, 'use', text, now) === null));
  });
});
