import type { Instant } from '#shared/domain/instant.ts';
import type { VirtualTime } from './virtual-time.ts';
import { personalData } from './world.ts';

/** A broken promise. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
  readonly at: Instant;
}

/** One line of the story of a run. */
export interface StoryLine {
  readonly at: Instant;
  readonly text: string;
}

/** Observes a run: counts, keeps the story if asked to, and records the first broken promise. */
export class Watch {
  violation: Violation | null = null;
  readonly story: StoryLine[] = [];
  readonly counts = new Map<string, number>();
  readonly #time: VirtualTime;
  readonly #keepsStory: boolean;

  constructor(time: VirtualTime, keepsStory: boolean) {
    this.#time = time;
    this.#keepsStory = keepsStory;
  }

  /** Only the first counts, since what follows a broken promise proves nothing. */
  violate(invariant: string, detail: string): void {
    this.violation ??= { invariant, detail, at: this.#time.now() };
  }

  count(name: string, by = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  narrate(text: () => string): void {
    if (this.#keepsStory) this.story.push({ at: this.#time.now(), text: text() });
  }

  /** Travellers' names, numbers and words may appear in messages only, not in events or logs. */
  noPersonalData(where: string, value: unknown): void {
    const text = JSON.stringify(value) ?? '';
    if (personalData.some((marker) => text.includes(marker)))
      this.violate('no personal data in events or logs', `${where}: ${text.slice(0, 400)}`);
  }
}
