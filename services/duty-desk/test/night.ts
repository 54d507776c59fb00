import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import { earliest, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { NewPassenger } from '#shared/domain/passenger.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { type AnyEvent, isEventFor } from '#shared/events/catalogue.ts';
import type { OutgoingMessage, SendOutcome } from '#shared/ports/message-sender.ts';
import type { BookedTrip, CallAnswer } from '#shared/ports/trip-desk.ts';
import { aBooking, anAgency, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { countingIds, ManualClock, RecordingLog, RecordingTimers } from '#shared/testing/fakes.ts';
import { RecordingStaffMail, RecordingStaffPush } from '#shared/testing/staff.ts';
import { createDutyDesk } from '../agent.ts';

/** Three o'clock in the morning of a Wednesday, in Buenos Aires. */
export const threeAtNight = '2027-03-03T06:00:00.000Z';

const memberId = (n: number): string => `00000000-0000-4000-8000-0000000000${n}0`;
const aMember = (n: number, name: string, over: Partial<StaffMember> = {}): StaffMember => ({
  id: memberId(n),
  name,
  email: `${name.toLowerCase()}@agency.example`,
  role: 'duty',
  phone: `+54911555501${n}0`,
  consentedAt: threeAtNight,
  languages: ['es'],
  ...over,
});
export const ana = aMember(1, 'Ana');
export const beto = aMember(2, 'Beto');
export const olga = aMember(3, 'Olga', { role: 'owner' });

const wholeDay = (first: StaffMember, second: StaffMember | null) => [
  { from: '00:00', to: '24:00', first: first.id, second: second?.id ?? null },
];
/** On duty at all times: one, and another where they do not answer. */
export const always = (first: StaffMember, second: StaffMember | null): DutyRoster =>
  DutyRoster.parse(
    Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
        day,
        wholeDay(first, second),
      ]),
    ),
  );

const nameOf = ({ to }: Pick<Read, 'to'>): string =>
  [ana, beto, olga].find(({ phone }) => phone === to)?.name ?? to;

/** A message as somebody read it. */
export interface Read {
  readonly at: Instant;
  readonly to: string;
  readonly text: string;
}

/** An agency at night: the desk on the real kernel, with everything else played. */
export class Night {
  readonly clock = new ManualClock(threeAtNight);
  readonly store = createMemoryStore({ ids: countingIds() });
  readonly mail = new RecordingStaffMail();
  readonly push = new RecordingStaffPush();
  readonly agency: AgencySeed;
  readonly read: Read[] = [];
  /** The calls that rang, with what was said. */
  readonly rung: (Read & { readonly id: string })[] = [];
  /** What becomes of a message, where it is not simply sent. */
  answers: (message: OutgoingMessage) => SendOutcome | null = () => null;
  /** Whether the agency has a number to call from. */
  mayCall = false;
  readonly #kernel;
  /** What could not be taken, and is delivered again. */
  readonly #again: AnyEvent[] = [];
  #messages = 0;
  #turns = 0;

  constructor(over: Partial<AgencySeed> = {}) {
    this.agency = anAgency({ zone: 'America/Argentina/Buenos_Aires', ...over });
    this.store.addAgency(this.agency);
    this.staff([ana, beto, olga], always(ana, beto));
    this.#kernel = createKernel({
      store: this.store,
      sender: {
        send: async (message) => {
          const outcome = this.answers(message);
          if (outcome) return outcome;
          const { id, to, content } = message;
          if (content.kind === 'call') {
            this.rung.push({ id, at: this.clock.now(), to, text: content.text });
            return { kind: 'accepted', providerId: `CA${this.rung.length}` };
          }
          this.read.push({ at: this.clock.now(), to, text: content.text });
          return { kind: 'accepted', providerId: `SM${this.read.length}` };
        },
        listSent: async () => [],
      },
      bus: { transactional: true, publish: async () => undefined },
      timers: new RecordingTimers(),
      clock: this.clock,
      ids: countingIds(),
      log: new RecordingLog(),
      agents: [
        anyAgent(
          createDutyDesk({
            templates: null,
            mail: this.mail,
            push: this.push,
            mayCall: () => this.mayCall,
            publicBaseUrl: 'https://travel.example',
          }),
        ),
      ],
    });
  }

  staff(members: readonly StaffMember[], roster: DutyRoster | null): void {
    this.store.setStaff(this.agency.id, members, roster);
  }

  /** Tells the desk that roster or phones have changed. */
  async replan(): Promise<void> {
    await this.#receive({
      id: `0000f000-0000-4000-8000-${String(++this.#turns).padStart(12, '0')}`,
      type: 'DutyPlanChanged',
      version: 1,
      time: this.clock.now(),
      agencyId: this.agency.id,
      tripId: null,
      correlationId: memberId(9),
      causationId: null,
      data: {},
    });
    await this.settle();
  }

  async book(over: Partial<BookedTrip> = {}, passengers?: readonly NewPassenger[]): Promise<Trip> {
    const booked = await this.store.book(
      aBooking(this.agency.id, {
        now: this.clock.now(),
        trip: over,
        ...(passengers && { passengers }),
      }),
    );
    if (booked.kind !== 'booked') throw new Error(`it could not be booked: ${booked.kind}`);
    return booked.trip;
  }

  /** Something happens to a trip, or is over. */
  async happens(trip: Trip, kind: TaskKind, over = false): Promise<void> {
    await this.store.commit(
      aTurn(
        aTripBooked(trip, {
          id: `0000e000-0000-4000-8000-${String(++this.#turns).padStart(12, '0')}`,
        }),
        {
          agencyId: this.agency.id,
          actorId: `turn ${this.#turns}`,
          now: this.clock.now(),
          tasks: [
            over
              ? { op: 'close', kind, tripId: trip.id, reason: 'flight_matched' }
              : { op: 'open', kind, tripId: trip.id, reason: 'why', facts: {} },
          ],
        },
      ),
    );
    await this.settle();
  }

  /** Somebody writes from a phone. */
  async writes(phone: string | null, text: string, quotes: string | null = null): Promise<void> {
    await this.store.receiveInbound({
      sender: this.agency.sender,
      phone: phone ?? '',
      providerId: `SM in ${++this.#messages}`,
      text,
      media: [],
      quotes,
      now: this.clock.now(),
    });
    await this.settle();
  }

  /** Somebody presses the digit in a call. */
  async presses(call: { readonly id: string } | undefined): Promise<CallAnswer | null> {
    const answer = await this.store.answerCall({ callId: call?.id ?? '', now: this.clock.now() });
    await this.settle();
    return answer;
  }

  /** Lets time pass; whatever is due happens when it is. */
  async pass(minutes: number): Promise<void> {
    const end = plus(this.clock.now(), minutes * minute);
    for (;;) {
      await this.settle();
      const next = earliest(
        this.store.inspect.nextEffectAt(),
        ...this.store.inspect.timers().map(({ due }) => due),
      );
      if (next === null || next > end) break;
      this.clock.set(next > this.clock.now() ? next : this.clock.now());
    }
    this.clock.set(end);
  }

  /** What an incident shows of being told. */
  get incidents() {
    return this.store.inspect.incidents();
  }

  /** Who has read what, by name. */
  get told(): readonly string[] {
    return this.read.map(nameOf);
  }

  /** Who was called, by name. */
  get called(): readonly string[] {
    return this.rung.map(nameOf);
  }

  /** Why something was said, or was not. */
  get rules(): readonly string[] {
    return this.store.inspect.decisions().map(({ decision, rule }) => `${decision} ${rule}`);
  }

  async #receive(event: AnyEvent): Promise<void> {
    if (!isEventFor(event, 'duty-desk')) return;
    const result = await this.#kernel.receive('duty-desk', event, { deliveries: 1 });
    if (!result.ok) {
      this.#again.push(event);
      return;
    }
    if (result.value.turns.some(({ outcome }) => outcome === 'quarantined'))
      throw new Error(`${event.type} was quarantined`);
  }

  async settle(): Promise<void> {
    for (const event of this.#again.splice(0)) await this.#receive(event);
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      const now = this.clock.now();
      for (const event of this.store.inspect.unpublished()) {
        isBusy = true;
        await this.store.markPublished([event.id]);
        await this.#receive(event);
      }
      for (const timer of this.store.inspect.timers())
        if (timer.agent === 'duty-desk' && timer.due <= now) {
          isBusy = true;
          await this.#receive(timerEvent(timer));
        }
      const due = this.store.inspect.effectsDue(now).map(({ id }) => id);
      if (due.length > 0) await this.#kernel.wake(due, this.agency.id);
    }
  }
}
