import type { Instant } from '#shared/domain/instant.ts';
import type { VirtualTime } from './virtual-time.ts';
import { personalData } from './world.ts';

/** A promise that was broken in a run. */
export interface Violation {
  readonly invariant: string;
  readonly detail: string;
  readonly at: Instant;
}

/** One line of the story of a run. */
export interface Happening {
  readonly at: Instant;
  readonly text: string;
}

/** Sees everything that happens in a run: counts it, keeps the story where one is wanted, and stops the run at the first broken promise. */
export class Watch {
  violation: Violation | null = null;
  readonly story: Happening[] = [];
  readonly counts = new Map<string, number>();
  readonly #time: VirtualTime;
  readonly #tells: boolean;

  constructor(time: VirtualTime, tells: boolean) {
    this.#time = time;
    this.#tells = tells;
  }

  /** Only the first one counts: what comes after a broken promise proves nothing. */
  violate(invariant: string, detail: string): void {
    this.violation ??= { invariant, detail, at: this.#time.now() };
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  tell(text: () => string): void {
    if (this.#tells) this.story.push({ at: this.#time.now(), text: text() });
  }

  /** No personal data in events or logs: the names, numbers and words of the world's travellers appear in messages alone. */
  noPersonalData(where: string, value: unknown): void {
    const text = JSON.stringify(value) ?? '';
    if (personalData.some((words) => text.includes(words)))
      this.violate('no personal data in events or logs', `${where}: ${text.slice(0, 400)}`);
  }
}
