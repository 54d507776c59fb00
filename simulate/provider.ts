import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { type Instant, instant, minute, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { MessageSender, OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import { type Faults, listRates, sendRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import type { Ledger } from './watched-store.ts';
import { type Life, never, type Outage, type Workers } from './workers.ts';

/** A message that Twilio took. */
export interface Accepted {
  readonly effectId: string;
  readonly providerId: string;
  readonly type: string;
  readonly atMs: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** From when on it stands in the list of sent messages. */
  readonly visibleAtMs: number;
  /** How often the list was read for it and did not show it. */
  hiddenLooks: number;
  /** The provider found out later that it cannot be delivered. */
  failed: boolean;
}

/** How a message's status reaches us, where it does. */
export type ReportStatus = (message: Accepted, status: string, code: string | null) => void;

/** How long Twilio may take to show a message that it took, in an ordinary case: well within what reconciliation waits for. */
const shownWithinMs = 40 * second;
const timeoutMs = 30 * second;

/** Twilio, with everything that can go wrong between the writing of a request and the knowledge of what became of it. */
export class Provider {
  readonly accepted: Accepted[] = [];
  readonly #deps: {
    readonly time: VirtualTime;
    readonly faults: Faults;
    readonly workers: Workers;
    readonly ledger: Ledger;
    readonly watch: Watch;
    readonly store: MemoryStore;
    readonly outages: readonly Outage[];
    readonly onAccepted: (message: Accepted) => void;
    readonly report: ReportStatus;
  };

  constructor(deps: Provider['#deps'] extends never ? never : ConstructorParameters<typeof Object>[0] & Record<string, never>) {
    this.#deps = deps;
  }
}
