import fc from 'fast-check';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { phones } from './desk-steps.ts';
import type { Side } from './side.ts';
import { commandsOf, type StepCommand } from './step.ts';
import { type KnownConversation, pick, type World } from './world.ts';

const index = fc.nat(3);
const seldom = fc.nat(9).map((n) => n === 9);

const receive = commandsOf({
  name: 'receive',
  parameters: fc.record({
    sender: fc.nat(1),
    phone: fc.nat(1),
    nth: fc.nat(3),
    lacksNine: fc.boolean(),
  }),
  act: async ({ subject }, world, { sender, phone, nth, lacksNine }) => {
    const answer = await subject.desk.receiveInbound({
      sender: pick(world.agencies, sender).sender,
      // Another writing of the same number.
      phone: pick(phones, phone).replace('+549', lacksNine ? '+54' : '+549'),
      providerId: `SM inbound ${nth}`,
      text: `Hello ${nth}`,
      optOutType: nth === 1 ? 'STOP' : null,
      media: nth === 0 ? [{ url: 'https://media.example/0', contentType: 'image/jpeg' }] : [],
      now: world.now,
    });
    if (!answer) return null;
    // Whose it is cannot be told by the id, which each store makes in its own way.
    const { conversationId } = answer;
    const found = await Promise.all(
      world.agencies.map(({ id }) => subject.conversations.conversation(id, conversationId, 1)),
    );
    return { ...answer, agency: found.findIndex((conversation) => conversation !== null) };
  },
  names: (side, answer, world, p) => {
    if (!answer) return;
    const known = conversationOf(world, answer.agency, p);
    if (known) side.name(answer.conversationId, known.name);
  },
  learn: (world, answer, p) => {
    if (!answer) return;
    const known = conversationOf(world, answer.agency, p);
    if (!known) return;
    if (!world.conversations.some(({ name }) => name === known.name))
      world.conversations.push(known);
    const messageId = uuidV5('inbound', `SM inbound ${p.nth}`);
    if (answer.first)
      world.words.set(known.name, [...(world.words.get(known.name) ?? []), messageId]);
  },
});

const conversationOf = (
  world: World,
  agencyIndex: number,
  p: { readonly sender: number; readonly phone: number },
): KnownConversation | null => {
  const { sender } = pick(world.agencies, p.sender);
  const phone = pick(phones, p.phone);
  const agency = world.agencies[agencyIndex];
  return agency ? { name: `talk of ${agency.name} with ${phone}`, agency, sender, phone } : null;
};

const hasConversations = (world: World) => world.conversations.length > 0;
const moveOf = (
  side: Side,
  world: World,
  p: {
    readonly conversation: number;
    readonly foreign: boolean;
    readonly person: number;
    readonly steal: boolean;
  },
) => {
  const { name, agency } = pick(world.conversations, p.conversation);
  return {
    agencyId: (p.foreign ? world.otherThan(agency) : agency).id,
    conversationId: side.id(name),
    by: pick(['Lucía', 'Marta'], p.person),
    steal: p.steal,
    now: world.now,
  };
};
const move = { conversation: index, foreign: seldom, person: index, steal: seldom };

const takeOver = commandsOf({
  name: 'take over',
  parameters: fc.record({ ...move, hours: fc.constantFrom(1, 12) }),
  isPossible: hasConversations,
  act: (side, world, p) =>
    side.subject.conversations.takeOver({
      ...moveOf(side, world, p),
      until: plus(world.now, p.hours * hour),
    }),
});

const giveBack = commandsOf({
  name: 'give back',
  parameters: fc.record(move),
  isPossible: hasConversations,
  act: (side, world, p) => side.subject.conversations.giveBack(moveOf(side, world, p)),
});

const writeTo = commandsOf({
  name: 'write',
  parameters: fc.record({ ...move, again: seldom }),
  isPossible: hasConversations,
  act: (side, world, p) =>
    side.subject.conversations.writeTo({
      ...moveOf(side, world, p),
      messageId: messageIdOf(world, p),
      text: 'Hello, this is Lucía',
      until: plus(world.now, 12 * hour),
    }),
  learn: (world, answer, p) => {
    const { name } = pick(world.conversations, p.conversation);
    if (answer) world.words.set(name, [...(world.words.get(name) ?? []), messageIdOf(world, p)]);
  },
});

const messageIdOf = (
  world: World,
  p: { readonly conversation: number; readonly again: boolean },
): string => {
  const written = world.words.get(pick(world.conversations, p.conversation).name) ?? [];
  const last = written.findLast((id) => id.startsWith('0000b000'));
  return (p.again ? last : undefined) ?? world.newId('message');
};

const emptyReading = {
  status: null,
  cancelled: null,
  diverted: null,
  destinationIata: null,
  scheduledOut: null,
  estimatedOut: null,
  actualOut: null,
  scheduledOff: null,
  estimatedOff: null,
  actualOff: null,
  scheduledOn: null,
  estimatedOn: null,
  actualOn: null,
  scheduledIn: null,
  estimatedIn: null,
  actualIn: null,
};

const alert = commandsOf({
  name: 'alert',
  parameters: fc.record({
    alertId: fc.constantFrom('alert 1', 'alert 2'),
    faFlightId: fc.constantFrom(null, 'BAW820-1803831600-schedule-101p'),
    nth: fc.nat(1),
  }),
  act: ({ subject }, world, { alertId, faFlightId, nth }) =>
    subject.desk.receiveAlert({
      alertId,
      code: 'cancelled',
      faFlightId,
      reading: emptyReading,
      eventKey: `push ${nth}`,
      now: world.now,
    }),
});

const quarantine = commandsOf({
  name: 'quarantine',
  parameters: fc.record({ trip: index }),
  isPossible: (world) => world.trips.length > 0,
  act: (side, world, p) => {
    const { name, agency } = pick(world.trips, p.trip);
    const tripId = side.id(name);
    return side.subject.store.quarantine({
      agent: 'notifications',
      actorId: tripId,
      event: timerEvent({
        agent: 'notifications',
        actorId: tripId,
        kind: 'ReminderDue',
        generation: world.generations.get(`notifications ${name} ReminderDue`) ?? 1,
        due: world.now,
        agencyId: agency.id,
        tripId,
      }),
      error: 'it keeps failing',
      now: world.now,
    });
  },
});

/** Inbound messages, takeovers, alerts and quarantined events. */
export const conversationSteps: readonly fc.WeightedArbitrary<StepCommand>[] = [
  { weight: 10, arbitrary: receive },
  { weight: 2, arbitrary: takeOver },
  { weight: 2, arbitrary: giveBack },
  { weight: 2, arbitrary: writeTo },
  { weight: 1, arbitrary: alert },
  { weight: 1, arbitrary: quarantine },
];
