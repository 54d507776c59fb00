import type { AgencySeed } from '#shared/domain/agency.ts';
import type { ItinerariesUnderTest } from '../contract/harness.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One of the two stores, with names for the ids that it made: what one calls by an id, the other
 * calls by another, and only names can be compared.
 */
export class Side {
  readonly h: ItinerariesUnderTest;
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  private constructor(h: ItinerariesUnderTest) {
    this.h = h;
  }

  static async open(h: ItinerariesUnderTest, agencies: readonly AgencySeed[]): Promise<Side> {
    const side = new Side(h);
    for (const agency of agencies) {
      await h.addAgency(agency);
      side.name(agency.id, agency.name);
    }
    return side;
  }

  /** From now on that id reads as this name. */
  name(id: string, name: string): void {
    this.#names.set(id, name);
    this.#ids.set(name, id);
  }

  /** The id behind a name; one that nothing has, where the name was never given. */
  id(name: string): string {
    return this.#ids.get(name) ?? '00000000-0000-4000-8000-00000000ffff';
  }

  knows(name: string): boolean {
    return this.#ids.has(name);
  }

  /** The same value with names for ids; an id without a name reads as `id`. */
  read(value: unknown): unknown {
    if (typeof value === 'string')
      return this.#names.get(value) ?? (uuid.test(value) ? 'id' : value);
    if (Array.isArray(value)) return value.map((item) => this.read(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const read = this.read(item);
        return [this.read(key), unordered.has(key) && Array.isArray(read) ? sorted(read) : read];
      }),
    );
  }
}

/** Lists in which only some stand in an order: those of one instant do not. */
const unordered = new Set([
  'followers',
  'tasks',
  'trips',
  'tripIds',
  'recentMessages',
  'messages',
  'accountedFor',
]);

/** Its items in an order that depends on nothing but what they say. */
export const sorted = <T>(items: readonly T[], read: (item: T) => unknown = (item) => item): T[] =>
  items
    .map((item) => ({ item, text: canonical(read(item)) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ item }) => item);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
