import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { alertAnswer } from '#shared/domain/alert-answer.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { FiledAs } from '#shared/domain/document.ts';
import { FlightPhase } from '#shared/domain/flight.ts';
import { Instant, plus } from '#shared/domain/instant.ts';
import { MessageContent, OptOutType } from '#shared/domain/message.ts';
import { Scope } from '#shared/domain/scope.ts';
import { PlatformCeilings } from '#shared/domain/settings.ts';
import { takeoverLife } from '#shared/domain/takeover.ts';
import { statesBefore, TaskOfAgency } from '#shared/domain/task.ts';
import { Trip } from '#shared/domain/trip.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { AuditEntry } from '#shared/ports/audit-trail.ts';
import type { InboundMessage, TimelineEntry, TripDesk } from '#shared/ports/trip-desk.ts';
import { receiveShared } from '../shared-number.ts';
import type { Rpc } from './rpc.ts';
import { router } from './token.ts';

const withTrip = <K extends string>(kind: K) => z.object({ kind: z.literal(kind), trip: Trip });
const withId = <K extends string>(kind: K) => z.object({ kind: z.literal(kind), tripId: z.uuid() });
const withKind = <K extends string>(kind: K) => z.object({ kind: z.literal(kind) });

const Booked = z.discriminatedUnion('kind', [
  withTrip('booked'),
  withTrip('joined'),
  withTrip('same'),
  withId('duplicate'),
  withId('reference-taken'),
  withId('key-reused'),
  withKind('erased'),
]);
const Edited = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edited'), trip: Trip, fields: z.array(z.string()) }),
  withTrip('unchanged'),
  withKind('not-found'),
  withKind('withdrawn'),
  withKind('stale'),
  withId('duplicate'),
]);
const Left = z.discriminatedUnion('kind', [
  withTrip('left'),
  withTrip('cancelled'),
  withTrip('already'),
  withKind('not-found'),
]);
const PassengerMoved = z.discriminatedUnion('kind', [
  withTrip('moved'),
  withKind('alone'),
  withKind('not-found'),
  withKind('withdrawn'),
  withId('duplicate'),
]);
const Cancelled = z.discriminatedUnion('kind', [
  withTrip('cancelled'),
  withTrip('already'),
  withKind('not-found'),
]);
const Moved = z.object({
  kind: z.enum(['moved', 'unchanged', 'refused', 'noted']),
  task: TaskOfAgency,
});
/** A message as `bauhaus.message_row` shows it. */
export const MessageOfTrip = z.object({
  id: z.uuid(),
  tripId: z.uuid().nullable(),
  type: z.string(),
  status: z.string(),
  providerStatus: z.string().nullable(),
  template: z.string().nullable(),
  text: z.string(),
  content: MessageContent,
  to: z.string(),
  createdAt: Instant,
  dueAt: Instant,
  sentAt: Instant.nullable(),
  attempts: z.int(),
  errorCode: z.string().nullable(),
  reason: z.string().nullable(),
});
const FlightOfTimeline = z.object({
  status: FlightPhase,
  gate: z.string().nullable(),
  terminal: z.string().nullable(),
  belt: z.string().nullable(),
  scheduledDeparture: Instant.nullable(),
  departure: Instant.nullable(),
  departed: Instant.nullable(),
  arrival: Instant.nullable(),
  landed: Instant.nullable(),
  divertedTo: z.string().nullable(),
  source: z.string(),
});
const ActOfTimeline = AuditEntry.pick({
  action: true,
  objectKind: true,
  objectId: true,
  changes: true,
}).extend({ by: z.string().nullable(), byKind: AuditEntry.shape.actorKind });
const entry = <K extends TimelineEntry['kind'], T extends z.ZodType>(kind: K, detail: T) =>
  z.object({ at: Instant, kind: z.literal(kind), summary: z.string(), detail });
const TimelineOfTrip: z.ZodType<TimelineEntry[]> = z.array(
  z.discriminatedUnion('kind', [
    entry('flight', FlightOfTimeline),
    entry('decision', z.record(z.string(), z.unknown())),
    entry('message', MessageOfTrip),
    entry('task', TaskOfAgency),
    entry('inbound', z.object({ text: z.string(), media: z.int() })),
    entry(
      'document',
      z.object({ id: z.uuid(), type: FiledAs, by: z.string(), byKind: z.string() }),
    ),
    entry('act', ActOfTimeline),
  ]),
);
const KeyOwner = z.object({
  agencyId: z.uuid(),
  agencyName: z.string(),
  suspendedBecause: z.string().nullable(),
  keyId: z.uuid(),
  keyName: z.string(),
  scopes: z.array(Scope),
  expiresAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
});
const Claim = z.object({
  agencyId: z.uuid(),
  name: z.string(),
  isSuspended: z.boolean(),
  isQuoted: z.boolean(),
  isHeld: z.boolean(),
  isAlerted: z.boolean(),
  wroteAt: Instant.nullable(),
});
const HeldMessage = z.object({
  sender: z.string(),
  phone: z.string(),
  address: z.string(),
  providerId: z.string(),
  text: z.string(),
  media: z.array(z.object({ url: z.string(), contentType: z.string() })),
  optOutType: OptOutType.nullable().default(null),
  choice: z.string().nullable().default(null),
  now: Instant,
});
const Question = z.object({
  choices: z.array(z.object({ agencyId: z.uuid(), name: z.string() })),
  agencyId: z.uuid().nullable(),
  at: Instant,
  answeredBy: z.string().nullable(),
  held: z.array(z.object({ sealedFor: z.uuid(), words: z.string() })),
});
const Claims = z.object({ claims: z.array(Claim), question: Question.nullable() });
const Received = z.object({ conversationId: z.uuid(), first: z.boolean() });

const EffectAgencies = z.array(z.object({ agencyId: z.uuid() }));
const CallAnswer = z.object({
  outcome: z.enum(['claimed', 'taken', 'closed']),
  owner: z.string().nullable(),
  since: Instant.nullable(),
  zone: z.string().nullable(),
});

/** The database counts as unavailable after this time. */
const pingTimeoutMs = 2_000;

/** `TripDesk` by functions of the data API. */
export const createTripDesk = (
  rpc: Rpc,
  { randomId, sealing }: { readonly randomId: () => string; readonly sealing: Sealing },
): TripDesk => ({
  authenticate: (hash, at) => rpc('authenticate_key', { hash, at }, null, KeyOwner.nullable()),

  book: (request) => {
    const name = request.idempotencyKey ?? request.trip.reference;
    const tripId = name === null ? randomId() : uuidV5('trip', request.agencyId, name);
    return rpc('book_trip', { request: { ...request, tripId } }, request.agencyId, Booked);
  },

  edit: (request) => rpc('edit_trip', { request }, request.agencyId, Edited),
  leave: (request) => rpc('leave_trip', { request }, request.agencyId, Left),
  movePassenger: (request) =>
    rpc(
      'move_passenger',
      { request: { ...request, newTripId: randomId() } },
      request.agencyId,
      PassengerMoved,
    ),
  cancel: ({ agencyId, tripId, notify, now }) =>
    rpc('cancel_trip', { trip_id: tripId, notify, at: now }, agencyId, Cancelled),
  trip: (agencyId, tripId) => rpc('get_trip', { trip_id: tripId }, agencyId, Trip.nullable()),
  trips: (agencyId, filter) => rpc('list_trips', { filter }, agencyId, z.array(Trip)),
  timeline: (agencyId, tripId) =>
    rpc('trip_timeline', { trip_id: tripId }, agencyId, TimelineOfTrip.nullable()),
  messages: (agencyId, tripId) =>
    rpc('trip_messages', { trip_id: tripId }, agencyId, z.array(MessageOfTrip).nullable()),
  tasks: (agencyId, filter) => rpc('list_tasks', { filter }, agencyId, z.array(TaskOfAgency)),
  updateTask: ({ agencyId, taskId, state, by, attempt, now }) =>
    rpc(
      'update_task',
      {
        task_id: taskId,
        to_state: state,
        from_states: statesBefore(state),
        by_whom: by,
        at: now,
        until_when: plus(now, takeoverLife),
        attempt: attempt ?? null,
      },
      agencyId,
      Moved.nullable(),
    ),
  ceilings: (agencyId) => rpc('platform_ceilings', {}, agencyId, PlatformCeilings.nullable()),
  settings: (agencyId) => rpc('get_settings', {}, agencyId, z.record(z.string(), z.unknown())),
  putSetting: async (agencyId, key, value, now) => {
    await rpc('put_setting', { key, value, at: now }, agencyId, z.unknown());
  },

  answerCall: async ({ callId, now }) => {
    const [found] = await rpc('effect_agencies', { ids: [callId] }, null, EffectAgencies);
    if (!found) return null;
    const answer = { callId, now };
    return rpc('answer_call', { answer }, found.agencyId, CallAnswer.nullable());
  },
  receiveInbound: async ({ phone: address, ...received }) => {
    const { sender } = received;
    const message: InboundMessage = { ...received, phone: canonicalPhone(address), address };
    const agencies = await rpc('agencies_of_sender', { number: sender }, null, z.array(z.uuid()));
    const [only, another] = agencies;
    if (only === undefined) return null;
    const deps = { rpc, sealing };
    if (another === undefined) return deliver(deps, only, message);
    // What belongs to no agency yet is sealed with the keys of one; none of them can read the rows.
    const holder = await sealing.of(only);
    const traveller = holder.token(message.phone);
    // Each agency knows the traveller by the number as its own keys seal it.
    const phones = await Promise.all(
      agencies.map(async (agencyId) => ({
        agencyId,
        phone: (await sealing.of(agencyId)).seal(message.phone, 'number'),
      })),
    );
    const { quotes, now } = message;
    const { claims, question } = await rpc(
      'inbound_claims',
      {
        message: { sender, traveller, quotes, now, alertAnswer: alertAnswer(message.text) },
        phones,
      },
      router,
      Claims,
    );
    return receiveShared(
      {
        claims,
        question,
        held: async () =>
          Promise.all(
            (question?.held ?? []).map(async ({ sealedFor, words }) =>
              HeldMessage.parse((await sealing.of(sealedFor)).open(words)),
            ),
          ),
        hold: async ({ providerId, ...held }, choices, at) => {
          const words = holder.seal({ ...held, providerId }, 'words');
          const kept = { sender, phone: traveller, providerId, sealedFor: only, words };
          await rpc('ask_which_agency', { message: kept, choices, at }, router, z.unknown());
        },
        answer: async (agency, messageSid, at) => {
          const args = { number: sender, traveller, agency, message_sid: messageSid, at };
          await rpc('answer_which_agency', args, router, z.unknown());
        },
        deliver: (id, one) => deliver(deps, id, one),
      },
      message,
    );
  },

  receiveAlert: (alert) => rpc('receive_alert', { alert }, null, z.int()),

  ping: async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timeout = setTimeout(
      () => reject(new ServiceUnavailable('database', 'no answer within two seconds')),
      pingTimeoutMs,
    );
    try {
      await Promise.race([rpc('ping', {}, null, z.unknown()), promise]);
    } finally {
      clearTimeout(timeout);
    }
  },
});

/** Brings a message into the conversation of an agency. */
const deliver = async (
  { rpc, sealing }: { readonly rpc: Rpc; readonly sealing: Sealing },
  agencyId: string,
  message: InboundMessage,
) => {
  const { sender, phone, providerId } = message;
  const { token } = await sealing.of(agencyId);
  const ids = {
    // Of the token: from an id that is made of the number itself the number could be found.
    conversationId: uuidV5('conversation', agencyId, sender, token(phone)),
    messageId: uuidV5('inbound', providerId),
    eventId: uuidV5('InboundMessageReceived', providerId),
  };
  const said = { ...message, ...ids, alertAnswer: alertAnswer(message.text) };
  return rpc('receive_inbound', { message: said }, agencyId, Received);
};
