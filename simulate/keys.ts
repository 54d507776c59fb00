import { createHash } from 'node:crypto';
import { type Purpose, platform, type StoredKey } from '#shared/adapters/sealing/key-store.ts';
import { keyIdOf } from '#shared/adapters/sealing/sealed-text.ts';
import { createSealing, type Sealer, type Sealing } from '#shared/adapters/sealing/sealing.ts';
import { WrongKey } from '#shared/errors.ts';
import { memoryKeyStore, testKeyring } from '#shared/testing/sealing.ts';
import type { Safeguard } from './safeguards.ts';

/** The data keys with which what is personal is sealed in a run. */
export interface Keys {
  /** The keys as a process knows them that starts now; `nowMs` is its clock. */
  openedBy(nowMs: () => number): Sealing;
  /** Gives each agency another key of words, as `npm run keys:rotate` does, while all run. */
  rotate(): Promise<void>;
  /** Opens what any agency has sealed, with the keys of this moment. */
  readonly open: (text: string) => unknown;
}

const digest = (...parts: readonly string[]): Buffer =>
  createHash('sha256').update(parts.join('|')).digest();

/** Makes the first keys of the agencies, out of the seed: a run is the same each time. */
export const createKeys = async (
  seed: string,
  agencyIds: readonly string[],
  without: Safeguard | null,
): Promise<Keys> => {
  const rows: StoredKey[] = [];
  const makeKey = async (agencyId: string | null, purpose: Purpose): Promise<StoredKey> => {
    const owner = agencyId ?? platform;
    const name = [seed, owner, purpose, `${rows.length}`];
    return {
      id: digest('id', ...name)
        .toString('base64url')
        .slice(0, 11),
      agencyId,
      purpose,
      wrapped: await testKeyring.wrap(digest('key', ...name), owner),
      isRetired: false,
    };
  };
  const stored = memoryKeyStore(rows);
  const store: typeof stored =
    without === 'the retired keys'
      ? { ...stored, keys: async (id) => (await stored.keys(id)).filter((key) => !key.isRetired) }
      : stored;
  const openedBy = (nowMs: () => number): Sealing => {
    const sealing = createSealing({ store, keyring: testKeyring, now: nowMs });
    return without === 'the look for a new key' ? { ...sealing, refreshed: sealing.of } : sealing;
  };

  let sealers: readonly Sealer[] = [];
  const openAll = async (): Promise<void> => {
    const opened = createSealing({ store: stored, keyring: testKeyring });
    sealers = await Promise.all(agencyIds.map((id) => opened.of(id)));
  };
  rows.push(await makeKey(null, 'tokens'));
  for (const id of agencyIds) rows.push(await makeKey(id, 'numbers'), await makeKey(id, 'words'));
  await openAll();

  return {
    openedBy,
    rotate: async () => {
      const present = rows.filter(
        ({ purpose, isRetired }) =>
          !isRetired &&
          (purpose === 'words' || (purpose === 'numbers' && without === 'the one key of numbers')),
      );
      const next = await Promise.all(
        present.map(({ agencyId, purpose }) => makeKey(agencyId, purpose)),
      );
      const kept = rows.map((key) => (present.includes(key) ? { ...key, isRetired: true } : key));
      rows.splice(0, Number.POSITIVE_INFINITY, ...kept, ...next);
      await openAll();
    },
    open: (text) => {
      const id = keyIdOf(text) ?? '';
      const sealer = sealers.find((one) => one.key(id) !== null);
      if (!sealer) throw new WrongKey(`the data key ${id} is not there`);
      return sealer.open(text);
    },
  };
};
