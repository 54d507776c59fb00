import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';
import type { MemoryInspection, MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { parseAnswer } from '#shared/adapters/supabase/rpc.ts';
import { createSealedRpc, openAll } from '#shared/adapters/supabase/sealed-rpc.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import type { ClaimedEffect } from '#shared/ports/actor-store.ts';
import type { Keys } from './keys.ts';

const processes = new AsyncLocalStorage<Sealing>();

/** Runs a call of the store as a process, with the keys as that process knows them. */
export const asProcess = <T>(sealing: Sealing, call: () => T): T => processes.run(sealing, call);

/** Calls `work` with its arguments sealed, and opens its answer, as the data API is called. */
const through = <A extends object, R>(
  name: string,
  args: A,
  agencyId: string | null,
  work: (sealed: A) => Promise<R>,
): Promise<R> => {
  const sealing = processes.getStore();
  if (!sealing) throw new Error(`${name} is called by no process`);
  const rpc = createSealedRpc(
    async (_name, sealed, _caller, answer) =>
      parseAnswer(name, await work(z.custom<A>().parse(sealed)), answer),
    sealing,
  );
  return rpc(name, Object.fromEntries(Object.entries(args)), agencyId, z.custom<R>());
};

/** What is in the tables, in the clear. Rows are immutable, so each is opened once. */
const openedInspection = (inspect: MemoryInspection, keys: Keys): MemoryInspection => {
  const opened = new WeakMap<object, object>();
  const openRow = <T extends object>(row: T): T => {
    const known = opened.get(row) ?? z.custom<T>().parse(openAll(row, keys));
    opened.set(row, known);
    return z.custom<T>().parse(known);
  };
  return {
    ...inspect,
    trips: () => inspect.trips().map(openRow),
    effects: () => inspect.effects().map(openRow),
    tasks: () => inspect.tasks().map(openRow),
    contacts: () => inspect.contacts().map(openRow),
    conversations: () => inspect.conversations().map(openRow),
    states: () => inspect.states().map(openRow),
  };
};

/** The store, in which everything personal lies sealed as it does in the database. */
export const createSealedStore = (
  store: MemoryStore,
  keys: Keys,
  agencies: readonly AgencySeed[],
): MemoryStore => {
  const { inspect } = store;
  /** Settles or claims for each agency that owns some of the messages. */
  const forOwners = async (
    agencyId: string | null,
    ids: readonly string[],
    work: (agencyId: string, ids: ReadonlySet<string>) => Promise<readonly ClaimedEffect[]>,
  ): Promise<readonly ClaimedEffect[]> => {
    const rows = inspect.effects().filter((row) => ids.includes(row.id));
    const owners = agencyId === null ? new Set(rows.map((row) => row.agencyId)) : [agencyId];
    const results = await Promise.all([...owners].map((owner) => work(owner, new Set(ids))));
    return results.flat();
  };
  return {
    ...store,
    inspect: openedInspection(inspect, keys),
    load: (request) =>
      through('load_turn', { request }, request.agencyId, (sealed) => store.load(sealed.request)),
    commit: (turn) =>
      through('commit_turn', { turn }, turn.agencyId, (sealed) => store.commit(sealed.turn)),
    claim: ({ ids, agencyId, now }) =>
      forOwners(agencyId, ids, (owner) =>
        through('claim_effects', { ids }, owner, (sealed) =>
          store.claim({ ...sealed, agencyId: owner, now }),
        ),
      ),
    settle: ({ settlements, agencyId, now }) =>
      forOwners(
        agencyId,
        settlements.map(({ id }) => id),
        (owner) =>
          through('settle_effects', { settlements }, owner, (sealed) =>
            store.settle({ ...sealed, agencyId: owner, now }),
          ),
      ),
    book: (request) =>
      through('book_trip', { request }, request.agencyId, (sealed) => store.book(sealed.request)),
    edit: (request) =>
      through('edit_trip', { request }, request.agencyId, (sealed) => store.edit(sealed.request)),
    cancel: (request) =>
      through('cancel_trip', request, request.agencyId, (sealed) => store.cancel(sealed)),
    trip: (agencyId, tripId) =>
      through('get_trip', { tripId }, agencyId, (sealed) => store.trip(agencyId, sealed.tripId)),
    tripContext: (agencyId, tripId) =>
      through('get_complete_trip_context', { tripId }, agencyId, (sealed) =>
        store.tripContext(agencyId, sealed.tripId),
      ),
    receiveInbound: (received) => {
      const message = { ...received, phone: canonicalPhone(received.phone) };
      // Each agency of a run has a number of its own.
      const agencyId = agencies.find(({ sender }) => sender === message.sender)?.id ?? null;
      return through('receive_inbound', { message }, agencyId, (sealed) =>
        store.receiveInbound(sealed.message),
      );
    },
    conversations: (agencyId, filter) =>
      through('list_conversations', { filter }, agencyId, (sealed) =>
        store.conversations(agencyId, sealed.filter),
      ),
    takeOver: (move) =>
      through('take_over_conversation', move, move.agencyId, (sealed) => store.takeOver(sealed)),
    giveBack: (move) =>
      through('give_conversation_back', move, move.agencyId, (sealed) => store.giveBack(sealed)),
    journeyStays: (agencyId, of) =>
      through('journey_stays', { of }, agencyId, (sealed) =>
        store.journeyStays(agencyId, sealed.of),
      ),
  };
};
