import { createConcierge } from '#services/concierge/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel, type Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore, type MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { day, type Instant, plus } from '#shared/domain/instant.ts';
import { type AnyEvent, isEventFor } from '#shared/events/catalogue.ts';
import { createSeededIds, createStillClock } from '../replay/virtual.ts';

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** The agency that the traveller writes to, unless the file says more of it. */
export const ownAgency = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Viajes del Sur',
  sender: '+5491155550000',
  emergencyPhone: '+541155550199',
  settings: {},
} as const satisfies AgencySeed;
/** An agency whose trips the traveller may also have. */
export const otherAgency = {
  id: '00000000-0000-4000-8000-000000000002',
  name: 'Viajes del Norte',
  sender: '+5491155550001',
  emergencyPhone: null,
  settings: {},
} as const satisfies AgencySeed;

/** The real concierge on the real kernel, over an in-memory store that is filled from a file. */
export class World {
  readonly store: MemoryStore;
  readonly files = createMemoryDocumentStore();
  readonly clock;
  readonly #kernel: Kernel;
  /** Published by the kernel, and not yet heard by the concierge. */
  readonly #published: AnyEvent[] = [];
  #sent = 0;

  constructor(seed: string, now: Instant, agency: AgencySeed = ownAgency) {
    const ids = createSeededIds(seed);
    this.clock = createStillClock(plus(now, -10 * day));
    this.store = createMemoryStore({ ids });
    for (const one of [agency, otherAgency]) this.store.addAgency(one);
    this.#kernel = createKernel({
      store: this.store,
      sender: {
        send: async () => ({ kind: 'accepted', providerId: `SM${++this.#sent}` }),
        listSent: async () => [],
      },
      bus: {
        publish: async (events) => {
          this.#published.push(...events);
        },
      },
      timers: { set: async () => {}, clear: async () => {} },
      clock: this.clock,
      ids,
      log: silentLog,
      agents: [
        anyAgent(
          createConcierge({
            trips: this.store,
            conversations: this.store,
            documents: this.files,
            media: noMedia,
            model: null,
            places: this.store.places,
            knowledge: { knowledge: this.store.knowledge, embedder: null },
            itineraryLinks: null,
          }),
        ),
      ],
    });
  }

  async #receive(event: AnyEvent): Promise<void> {
    const result = await this.#kernel.receive('concierge', event, { deliveries: 1 });
    if (!result.ok) throw result.error;
  }

  /** Forgets what happened until now: nobody hears of it. */
  async startQuietly(): Promise<void> {
    const events = this.store.inspect.unpublished();
    await this.store.markPublished(events.map(({ id }) => id));
    this.#published.length = 0;
  }

  /** Delivers what was said to the concierge, and its commands to itself. */
  async #deliver(): Promise<void> {
    for (;;) {
      const stored = this.store.inspect.unpublished();
      await this.store.markPublished(stored.map(({ id }) => id));
      const events = new Map(
        [...stored, ...this.#published.splice(0)].map((event) => [event.id, event]),
      );
      if (events.size === 0) return;
      for (const event of events.values())
        if (isEventFor(event, 'concierge')) await this.#receive(event);
    }
  }

  /** A traveller writes; returns after the concierge's turns. */
  async write(phone: string, text: string, providerId: string): Promise<void> {
    await this.store.receiveInbound({
      sender: ownAgency.sender,
      phone,
      providerId,
      text,
      media: [],
      now: this.clock.now(),
    });
    await this.#deliver();
  }

  /** Moves the clock, and fires the concierge's timers that become due. */
  async waitUntil(until: Instant): Promise<void> {
    for (;;) {
      const [next] = this.store.inspect
        .timers()
        .filter(({ agent, due }) => agent === 'concierge' && due <= until)
        .toSorted((a, b) => (a.due < b.due ? -1 : 1));
      if (!next) break;
      this.clock.moveTo(next.due);
      await this.#receive(timerEvent(next));
      await this.#deliver();
    }
    this.clock.moveTo(until);
  }

  /** Whether a phone gets no more messages. */
  async hasOptedOut(phone: string): Promise<boolean> {
    const found = await this.store.conversations(ownAgency.id, { phone, limit: 1 });
    return found[0]?.optedOut ?? false;
  }
}
