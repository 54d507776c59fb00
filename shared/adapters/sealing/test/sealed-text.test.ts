import fc from 'fast-check';
import { createMasterKeyring } from '#shared/adapters/keyring/master-key.ts';
import { WrongKey } from '#shared/errors.ts';
import { memoryKeyStore, memorySealing, testKeyring } from '#shared/testing/sealing.ts';
import type { StoredKey } from '../key-store.ts';
import { isSealed } from '../sealed-text.ts';
import { createSealing, type SealedAs } from '../sealing.ts';

const agency = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';
const other = '7f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b11';
const phone = '+5491155550100';
const aPhone = fc.integer({ min: 100, max: 199 }).map((n) => `+549115555${n}0`.slice(0, 14));
const aKind = fc.constantFrom<SealedAs>('comparable', 'words');
/** Whatever JSON can hold. */
const aValue = fc
  .jsonValue({ maxDepth: 3 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

const sealed = (value: unknown): string => {
  if (typeof value !== 'string' || !isSealed(value)) throw new Error('it was not sealed');
  return value;
};

describe('what is sealed', () => {
  it('is opened as it was', async () => {
    const sealer = await memorySealing().of(agency);
    fc.assert(
      fc.property(aValue, aKind, (value, kind) => {
        const text = sealer.seal(value, kind);
        expect(typeof text === 'string' ? sealer.open(text) : text).toEqual(value);
      }),
    );
    fc.assert(
      fc.property(aPhone, (number) => {
        expect(sealer.open(sealed(sealer.seal(number, 'number')))).toBe(number);
      }),
    );
  });

  it('does not show what it is', async () => {
    const sealer = await memorySealing().of(agency);
    for (const kind of ['number', 'comparable', 'words'] as const)
      expect(sealer.seal(phone, kind)).not.toMatch(/5491155550100|1155550100/);
  });

  it('is refused where any character of it was changed', async () => {
    const sealer = await memorySealing().of(agency);
    fc.assert(
      fc.property(
        fc.constantFrom<SealedAs>('number', 'comparable', 'words'),
        fc.nat(),
        (kind, place) => {
          const text = sealed(sealer.seal(phone, kind));
          const index = 3 + (place % (text.length - 4));
          const character = text[index] === 'A' ? 'B' : 'A';
          if (text[index] === '.') return;
          const changed = `${text.slice(0, index)}${character}${text.slice(index + 1)}`;
          expect(() => sealer.open(changed)).toThrow(WrongKey);
        },
      ),
    );
  });

  it('is refused under the key of another agency, and under its own key as another’s', async () => {
    const rows: StoredKey[] = [];
    const sealing = createSealing({ store: memoryKeyStore(rows), keyring: testKeyring });
    const [ours, theirs] = [await sealing.of(agency), await sealing.of(other)];
    const text = sealed(ours.seal('for us alone', 'words'));
    expect(() => theirs.open(text)).toThrow(WrongKey);
    // As if somebody had given the row of the key to the other agency.
    const stolen = rows.map((row) => (row.agencyId === agency ? { ...row, agencyId: other } : row));
    const thief = createSealing({ store: memoryKeyStore(stolen), keyring: testKeyring });
    await expect(thief.of(other)).rejects.toThrow(WrongKey);
  });

  it('is equal for equal numbers of one agency, and differs between agencies', async () => {
    const sealing = memorySealing();
    const [ours, theirs] = [await sealing.of(agency), await sealing.of(other)];
    expect(ours.seal(phone, 'number')).toBe(ours.seal(phone, 'number'));
    expect(ours.seal(phone, 'number')).not.toBe(theirs.seal(phone, 'number'));
    expect(ours.seal(phone, 'number')).not.toBe(ours.seal('+5491155550101', 'number'));
    expect(ours.seal(phone, 'words')).not.toBe(ours.seal(phone, 'words'));
  });

  it('compares values whatever the order of their properties', async () => {
    const sealer = await memorySealing().of(agency);
    const value = { b: [1, { d: 2, c: 3 }], a: 'x' };
    expect(sealer.seal({ a: 'x', b: [1, { c: 3, d: 2 }] }, 'comparable')).toBe(
      sealer.seal(value, 'comparable'),
    );
  });

  it('has one token for all writings of a number and all agencies', async () => {
    const sealing = memorySealing();
    const [ours, theirs] = [await sealing.of(agency), await sealing.of(other)];
    const tokenOf = (text: unknown) => sealed(text).split('.')[1];
    expect(tokenOf(ours.seal(phone, 'number'))).toBe(tokenOf(theirs.seal(phone, 'number')));
    expect(tokenOf(ours.seal('+541155550100', 'number'))).toBe(ours.token(phone));
    expect(ours.token('+5491155550101')).not.toBe(ours.token(phone));
  });

  it('leaves alone what has nothing in it', async () => {
    const sealer = await memorySealing().of(agency);
    for (const nothing of [null, '', {}, []]) expect(sealer.seal(nothing, 'words')).toBe(nothing);
  });
});

describe('data keys', () => {
  it('are the same for processes that make them at once', async () => {
    const store = memoryKeyStore();
    const [one, two] = await Promise.all(
      [1, 2].map(() => createSealing({ store, keyring: testKeyring }).of(agency)),
    );
    expect(two?.open(sealed(one?.seal('hello', 'words')))).toBe('hello');
  });

  it('are not opened by another master key', async () => {
    const store = memoryKeyStore();
    await createSealing({ store, keyring: testKeyring }).of(agency);
    const keyring = createMasterKeyring(new Uint8Array(32).fill(8));
    await expect(createSealing({ store, keyring }).of(agency)).rejects.toThrow(WrongKey);
  });

  it('are opened once in five minutes', async () => {
    let now = 0;
    const open = jest.fn(testKeyring.open);
    const keyring = { ...testKeyring, open };
    const sealing = createSealing({ store: memoryKeyStore(), keyring, now: () => now });
    await Promise.all([sealing.of(agency), sealing.of(agency)]);
    expect(open).toHaveBeenCalledTimes(3);
    now = 5 * 60_000 - 1;
    await sealing.of(agency);
    expect(open).toHaveBeenCalledTimes(3);
    now += 1;
    await sealing.of(agency);
    expect(open).toHaveBeenCalledTimes(6);
  });
});
