import type { AgencySeed } from '#shared/domain/agency.ts';
import type { ItinerariesUnderTest } from '../contract/harness.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * One of the two stores, with names for the ids that it generated: the ids of the two differ, so
 * only names can be compared.
 */
export class Side {
  readonly subject: ItinerariesUnderTest;
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  private constructor(subject: ItinerariesUnderTest) {
    this.subject = subject;
  }

  static async open(subject: ItinerariesUnderTest, agencies: readonly AgencySeed[]): Promise<Side> {
    const side = new Side(subject);
    for (const agency of agencies) {
      await subject.addAgency(agency);
      side.name(agency.id, agency.name);
    }
    return side;
  }

  /** Gives an id a name, as which `read` shows it. */
  name(id: string, name: string): void {
    this.#names.set(id, name);
    this.#ids.set(name, id);
  }

  /** The id of a name; for an unknown name an id that no row has. */
  id(name: string): string {
    return this.#ids.get(name) ?? '00000000-0000-4000-8000-00000000ffff';
  }

  /** Whether the name has an id. */
  knows(name: string): boolean {
    return this.#ids.has(name);
  }

  /** The value with names in place of ids; an id without a name reads as `id`. */
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

/** Lists without a defined order among items of one instant. */
const unordered = new Set([
  'brakes',
  'confirmations',
  'contacts',
  'followers',
  'group',
  'legs',
  'shared',
  'tasks',
  'withdrawn',
  'trips',
  'tripIds',
  'recentMessages',
  'messages',
  'accountedFor',
]);

/** The items in an order that depends only on their content. */
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
