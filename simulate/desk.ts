import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { epoch, hour, type Instant, minute } from '#shared/domain/instant.ts';
import type { IncidentMoved } from '#shared/ports/incidents.ts';
import type { RunEvidence } from './evidence.ts';
import type { Faults } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import type { World } from './world.ts';

const people = ['Lucía', 'Marta'] as const;
const everyMs = 3 * hour;
/** So long a person looks after what they have claimed. */
const heldMs = 40 * minute;

/**
 * People at the agencies: every few hours two of them claim at once what is new and open, some of
 * their answers are lost and they ask again, and who has it gives it back. Conversations have
 * people of their own (`edge.ts`).
 */
export const createDesk = (deps: {
  readonly store: MemoryStore;
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly watch: Watch;
  readonly world: World;
}): { open(): void } => {
  const { store, time, faults, watch, world } = deps;
  const { incidents } = store;
  /** Who was told that an incident is theirs, by its id. */
  const owners = new Map<string, string>();
  const looked = new Set<string>();
  const heard = (id: string, name: string, { kind, ...moved }: IncidentMoved): void => {
    const owner = owners.get(id) ?? null;
    const shown = 'incident' in moved ? (moved.incident.owner?.name ?? null) : null;
    watch.count(`claim ${kind}`);
    if (kind === 'moved' && owner !== null && owner !== name)
      watch.violate('a claim has one owner', `${name} was given what ${owner} has`);
    // Who is on duty takes incidents too, by answering their alert.
    const isOnDuty = owner === null && !people.some((person) => person === shown);
    if (kind === 'taken' && shown !== owner && !isOnDuty)
      watch.violate('a claim has one owner', `${name} was told of ${shown}, ${owner} has it`);
    if (kind === 'moved') owners.set(id, name);
  };
  const claim = async (agencyId: string, id: string, name: string): Promise<void> => {
    const by = { id: null, name };
    const ask = async (): Promise<void> =>
      heard(
        id,
        name,
        await incidents.move(agencyId, id, { act: 'claim', steal: false, by, now: time.now() }),
      );
    await ask();
    if (faults.chance(`the answer to ${name} of ${id} is lost at ${time.now()}`) < 0.2) await ask();
  };
  const release = async (agencyId: string, id: string): Promise<void> => {
    const name = owners.get(id);
    if (name === undefined) return;
    const by = { id: null, name };
    owners.delete(id);
    await incidents.move(agencyId, id, { act: 'release', by, now: time.now() });
  };
  const claimAll = async (now: Instant): Promise<void> => {
    for (const { id: agencyId } of world.agencies) {
      const filter = { isDone: false, now, limit: 100, offset: 0 };
      for (const { id, kind, state } of await incidents.list(agencyId, filter)) {
        // Once each: whoever is given it back is alerted anew, and would be every three hours.
        if (kind === 'conversation' || state !== 'open' || looked.has(id)) continue;
        looked.add(id);
        await Promise.all(people.map((name) => claim(agencyId, id, name)));
        time.after(heldMs, () => void release(agencyId, id));
      }
    }
  };
  return {
    open: () => {
      for (let ms = epoch(world.start) + everyMs; ms < epoch(world.end) - everyMs; ms += everyMs)
        time.at(ms, () => void claimAll(time.now()));
    },
  };
};

/** Each urgent task that is not done is of one incident that is not done either. */
export const urgentTasksAreSeen = ({ watch, memory }: RunEvidence): void => {
  const { inspect } = memory;
  const open = inspect.incidents().filter(({ state }) => state !== 'done');
  for (const task of inspect.tasks()) {
    if (task.state === 'done' || task.severity !== 'urgent') continue;
    const own = open.find(({ id }) => id === inspect.incidentOf(task.id));
    const same = open.filter(
      (one) =>
        one.agencyId === own?.agencyId && one.kind === own.kind && one.subject === own.subject,
    );
    watch.count('urgent tasks seen');
    if (!own || same.length !== 1 || own.severity !== 'urgent')
      watch.violate(
        'an urgent task is of one open incident',
        `${task.kind}: ${own ? `${same.length} of the same, ${own.severity}` : 'none'}`,
      );
  }
};
