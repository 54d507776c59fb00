import { minute } from '#shared/domain/instant.ts';
import { InvariantBroken, WrongKey } from '#shared/errors.ts';
import type { Keyring } from '#shared/ports/keyring.ts';
import { type KeyStore, type Purpose, platform, type StoredKey } from './key-store.ts';
import {
  type DataKey,
  dataKey,
  keyIdOf,
  newKeyId,
  openText,
  sealComparable,
  sealNumber,
  sealWords,
  tokenOf,
} from './sealed-text.ts';

/** How a value is sealed; see sealed-text.ts. */
export type SealedAs = 'number' | 'comparable' | 'words';

/** Seals and opens the values of one agency; its keys are at hand. */
export interface Sealer {
  /** Null, and what has nothing in it, stays as it is. A number is a string. */
  seal(value: unknown, as: SealedAs): unknown;
  /**
   * Opens a sealed text; a clear one stays as it is.
   * @throws WrongKey where it is another agency's, was changed, or its key is lost.
   */
  open(text: string): unknown;
  /** What stands for a number outside of this agency; see `bauhaus.number_token`. */
  token(phone: string): string;
  /** The key of what is stored as bytes. */
  readonly words: DataKey;
  /** Every key by its id, retired ones included. */
  key(id: string): DataKey | null;
}

/** The sealers of all agencies. */
export interface Sealing {
  /**
   * The sealer of an agency. Its keys are made at first use and stay open for five minutes.
   * @throws ServiceUnavailable where the service of keys does not answer.
   * @throws WrongKey where its keys cannot be opened.
   */
  of(agencyId: string): Promise<Sealer>;
  /** As `of`, with keys that another process has made since. */
  refreshed(agencyId: string): Promise<Sealer>;
}

/** How long an opened key is used before it is opened again. */
const openMs = 5 * minute;
/** Keys fetched so recently are not fetched again for the sake of an unknown one. */
const refreshMs = 5_000;

/** Creates the sealers of a keyring and the data keys in a store. */
export const createSealing = (deps: {
  readonly store: KeyStore;
  readonly keyring: Keyring;
  readonly now?: () => number;
}): Sealing => {
  const { store, keyring, now = Date.now } = deps;
  const sealers = new Map<string, { readonly sealer: Promise<Sealer>; readonly since: number }>();

  const add = async (purpose: Purpose, agencyId: string | null): Promise<readonly StoredKey[]> => {
    const { wrapped } = await keyring.create(agencyId ?? platform);
    return store.add({ id: newKeyId(), purpose, wrapped }, agencyId);
  };
  const load = async (agencyId: string): Promise<Sealer> => {
    let stored = await store.keys(agencyId);
    if (!inUse(stored, 'tokens')) {
      await add('tokens', null);
      stored = await store.keys(agencyId);
    }
    for (const purpose of ['numbers', 'words'] as const)
      if (!inUse(stored, purpose)) stored = await add(purpose, agencyId);
    const open = async (purpose: Purpose): Promise<DataKey> => {
      const key = inUse(stored, purpose);
      if (!key) throw new InvariantBroken(`an agency has no key of ${purpose}`);
      return opened(key);
    };
    const opened = async ({ id, agencyId: owner, wrapped }: StoredKey): Promise<DataKey> =>
      dataKey(id, owner ?? platform, await keyring.open(wrapped, owner ?? platform));
    const [tokens, numbers, words, ...retired] = await Promise.all([
      open('tokens'),
      open('numbers'),
      open('words'),
      // A retired key that is lost makes what it sealed unreadable, and nothing else.
      ...stored
        .filter(({ isRetired }) => isRetired)
        .map((key) =>
          opened(key).catch((error: unknown) => {
            if (error instanceof WrongKey) return null;
            throw error;
          }),
        ),
    ]);
    const keys = [numbers, words, ...retired].filter((key) => key !== null);
    return createSealer({ tokens, numbers, words, keys });
  };
  const fresh = (agencyId: string, maxAgeMs: number): Promise<Sealer> => {
    const known = sealers.get(agencyId);
    if (known && now() - known.since < maxAgeMs) return known.sealer;
    const sealer = load(agencyId);
    sealers.set(agencyId, { sealer, since: now() });
    sealer.catch(() => {
      // Tried again at the next use.
      if (sealers.get(agencyId)?.sealer === sealer) sealers.delete(agencyId);
    });
    return sealer;
  };
  return {
    of: (agencyId) => fresh(agencyId, openMs),
    refreshed: (agencyId) => fresh(agencyId, refreshMs),
  };
};

const inUse = (keys: readonly StoredKey[], purpose: Purpose): StoredKey | undefined =>
  keys.find((key) => key.purpose === purpose && !key.isRetired);

/** A sealer with these keys. */
const createSealer = (deps: {
  readonly tokens: DataKey;
  readonly numbers: DataKey;
  readonly words: DataKey;
  readonly keys: readonly DataKey[];
}): Sealer => {
  const { tokens, numbers, words } = deps;
  const byId = new Map(deps.keys.map((key) => [key.id, key]));
  /** A turn seals and opens one number many times; kept as long as the sealer. */
  const numbersSealed = new Map<string, string>();
  const numbersOpened = new Map<string, unknown>();
  return {
    words,
    key: (id) => byId.get(id) ?? null,
    token: (phone) => tokenOf(phone, tokens),
    seal: (value, as) => {
      if (isEmpty(value)) return value;
      if (as === 'words') return sealWords(value, words);
      if (as === 'comparable') return sealComparable(value, numbers);
      if (typeof value !== 'string') throw new InvariantBroken('a number that is no text');
      return remembered(numbersSealed, value, () => sealNumber(value, numbers, tokens));
    },
    open: (text) => {
      const id = keyIdOf(text);
      if (id === null) return text;
      const key = byId.get(id);
      if (!key) throw new WrongKey(`the data key ${id} is not there`);
      return key === numbers
        ? remembered(numbersOpened, text, () => openText(text, key))
        : openText(text, key);
    },
  };
};

const maxRemembered = 2_000;
const remembered = <T>(known: Map<string, T>, name: string, make: () => T): T => {
  const found = known.get(name);
  if (found !== undefined) return found;
  if (known.size >= maxRemembered) known.clear();
  const made = make();
  known.set(name, made);
  return made;
};

/** Nothing to protect, and what the database itself fills in. */
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0);
