import { WrongKey } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';

const owner = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';

/** The contract test of `Keyring`, which every adapter passes. */
export const describeKeyring = (name: string, make: () => Promise<Keyring>): void => {
  describe(`${name} as Keyring`, () => {
    it('opens what it made, and never makes the same', async () => {
      const keyring = await make();
      const [one, two] = [await keyring.create(owner), await keyring.create(owner)];
      expect(one.key).toHaveLength(32);
      expect(Buffer.from(await keyring.open(one.wrapped, owner))).toEqual(Buffer.from(one.key));
      expect(Buffer.from(two.key)).not.toEqual(Buffer.from(one.key));
    });

    it('opens what it wrapped', async () => {
      const keyring = await make();
      const key = new Uint8Array(32).fill(5);
      expect(Buffer.from(await keyring.open(await keyring.wrap(key, owner), owner))).toEqual(
        Buffer.from(key),
      );
    });

    it('opens a key for no other owner, and no damaged one', async () => {
      const keyring = await make();
      const { wrapped } = await keyring.create(owner);
      await expect(keyring.open(wrapped, 'platform')).rejects.toThrow(WrongKey);
      const damaged = `${wrapped.slice(0, -3)}${wrapped.endsWith('AAA') ? 'BBB' : 'AAA'}`;
      await expect(keyring.open(damaged, owner)).rejects.toThrow(WrongKey);
    });
  });
};
