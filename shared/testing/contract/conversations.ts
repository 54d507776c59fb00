import { randomUUID } from 'node:crypto';
import { effectKey } from '#shared/domain/effect-key.ts';
import { aMoment, aTurn, phoneOf } from '../builders.ts';
import { conversing, until } from './conversing.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';
import { ofGroup } from './journey-notes.ts';

/** One after the other, as they happen. */
const inTurn = async <T, R>(all: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = [];
  for (const one of all) done.push(await act(one));
  return done;
};

/** Conversations and documents of agencies, and how the concierge sees them. */
export const describeConversations = (subject: () => StoreUnderTest): void => {
  const { conversations, receiveMessage, loadConversation, move } = conversing(subject);

  describe('a conversation', () => {
    it('is seen by the concierge with the media of its message', async () => {
      const scene = await Scene.open(subject());
      const media = [{ url: 'https://api.twilio.com/media/ME1', contentType: 'image/jpeg' }];
      const { id, messageId } = await receiveMessage(scene, { text: '', media });
      expect(await loadConversation(scene, id, messageId)).toMatchObject({
        phone: phoneOf(scene.trip),
        message: { id: messageId, text: '', media },
        takenOverUntil: null,
        pendingReplies: [],
      });
    });

    it('is found by the groups of whoever travels', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const { agency, trip } = scene;
      const { desk } = subject();
      const now = later(minute);
      const school = await desk.writeGroup({
        agencyId: agency.id,
        groupId: null,
        name: 'School',
        now,
      });
      const journey = await desk.journey(agency.id, trip.journeyId);
      if (school.kind !== 'written' || !journey) throw new Error('they are not there');
      const groups = [school.group.id];
      const find = async (more: object) =>
        (await conversations().conversations(agency.id, { limit: 10, ...more })).map(
          (found) => found.id,
        );
      expect(await find({ groups })).toEqual([]);
      await desk.editJourney({
        agencyId: agency.id,
        journeyId: trip.journeyId,
        revision: journey.revision,
        set: ofGroup('School'),
        now,
      });
      expect(await find({ groups })).toEqual([id]);
      expect(await find({ groups: [] })).toEqual([]);
      const other = '00000000-0000-4000-8000-00000000ffff';
      expect(await find({ groups, id })).toEqual([id]);
      expect(await find({ groups, id: other })).toEqual([]);
    });

    it('stands in its box: who waits longest first, urgent ones before, page by page', async () => {
      const scene = await Scene.open(subject());
      const { agency } = scene;
      const heard = async (place: number) => {
        const received = await subject().desk.receiveInbound({
          sender: agency.sender,
          phone: `+549115555012${place}`,
          providerId: `SM${randomUUID()}`,
          text: 'hola',
          media: [],
          now: later(place * minute),
        });
        if (!received) throw new Error('expected a conversation');
        return received.conversationId;
      };
      const [quiet, first, second, urgent, taken] = await inTurn([1, 2, 3, 4, 5], heard);
      const asks = (conversationId = '', reason: string, place: number) =>
        subject().store.commit(
          aTurn(scene.event(), {
            agent: 'concierge',
            actorId: conversationId,
            agencyId: agency.id,
            now: later(place * hour),
            tasks: [
              { op: 'open', kind: 'handoff', tripId: null, reason, facts: { conversationId } },
            ],
          }),
        );
      await asks(second, 'asked', 2);
      await asks(first, 'asked', 1);
      await asks(urgent, 'distress', 3);
      await asks(taken, 'asked', 4);
      await conversations().takeOver({ ...move(scene, taken ?? ''), until });
      const listed = async (filter: object) =>
        (await conversations().conversations(agency.id, { limit: 10, ...filter })).map(
          ({ id }) => id,
        );
      expect(await listed({})).toEqual([taken, urgent, second, first, quiet]);
      expect(await listed({ box: 'waiting' })).toEqual([urgent, first, second]);
      expect(await listed({ box: 'waiting', limit: 1, offset: 1 })).toEqual([first]);
      expect(await listed({ box: 'assistant' })).toEqual([quiet]);
      expect(await listed({ takenOverBy: 'Lucía' })).toEqual([taken]);
      expect(await listed({ takenOverBy: 'Marta' })).toEqual([]);
    });

    it('is listed and read by its own agency only', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      const { id, messageId } = await receiveMessage(scene);
      expect(await conversations().conversations(scene.agency.id, { limit: 10 })).toEqual([
        {
          id,
          sender: scene.agency.sender,
          phone: phoneOf(scene.trip),
          lastInboundAt: later(minute),
          takenOverUntil: null,
          takenOverBy: null,
          takenOverSince: null,
          optedOut: false,
          tripIds: [scene.trip.id],
          names: [scene.trip.clientName],
          lastWords: 'hola',
          openTask: null,
        },
      ]);
      expect(
        await conversations().conversations(scene.agency.id, { phone: '+12025550199', limit: 10 }),
      ).toEqual([]);
      expect((await conversations().conversation(scene.agency.id, id, 10))?.messages).toEqual([
        {
          id: messageId,
          direction: 'in',
          type: null,
          template: null,
          author: null,
          text: 'hola',
          at: later(minute),
          media: [],
          delivery: null,
        },
      ]);
      expect(await conversations().conversations(stranger.agency.id, { limit: 10 })).toEqual([]);
      expect(await conversations().conversation(stranger.agency.id, id, 10)).toBeNull();
      expect(await conversations().takeOver({ ...move(stranger, id), until })).toBeNull();
      expect(await conversations().giveBack(move(stranger, id))).toBeNull();
      expect(
        await conversations().writeTo({
          ...move(stranger, id),
          until,
          messageId: randomUUID(),
          text: 'x',
        }),
      ).toBeNull();
    });

    it('shows who said what, how far it came, and what the agency noted for itself', async () => {
      const scene = await Scene.open(subject());
      const media = [{ url: 'https://api.twilio.com/media/ME1', contentType: 'image/jpeg' }];
      const { id } = await receiveMessage(scene, { media });
      const answer = await scene.claimed(
        { type: 'reply', content: { kind: 'text', text: 'Puerta B22' } },
        later(2 * minute),
      );
      await scene.sent(answer, later(2 * minute));
      const messageId = randomUUID();
      const words = { ...move(scene, id), until, messageId, text: 'Soy Lucía' };
      await conversations().writeTo(words);
      await scene.turn({
        now: later(3 * minute),
        effects: [
          scene.effect({
            type: 'agency_reply',
            key: effectKey(id, 'agency_reply', 1, messageId),
            content: { kind: 'text', text: words.text },
            dueAt: later(hour),
          }),
        ],
      });
      const noteId = randomUUID();
      const noted = await conversations().note({
        ...move(scene, id),
        noteId,
        text: 'Prefiere la ventana',
        now: later(4 * minute),
      });
      const thread = await conversations().conversation(scene.agency.id, id, 10);
      expect(thread?.messages).toMatchObject([
        { direction: 'in', media: [{ contentType: 'image/jpeg', url: null }], delivery: null },
        { direction: 'out', type: 'reply', text: 'Puerta B22', delivery: { status: 'SENT' } },
        {
          direction: 'out',
          type: 'agency_reply',
          author: 'Lucía',
          text: 'Soy Lucía',
          delivery: { status: 'PENDING', providerStatus: null },
        },
        { id: noteId, direction: 'note', author: 'Lucía', text: 'Prefiere la ventana' },
      ]);
      expect(noted).toEqual(thread?.messages.at(-1));
      expect(
        (await conversations().conversation(scene.agency.id, id, 2))?.messages.map(
          ({ direction }) => direction,
        ),
      ).toEqual(['out', 'note']);
      const stranger = await Scene.open(subject());
      expect(
        await conversations().note({ ...move(stranger, id), noteId: randomUUID(), text: 'x' }),
      ).toBeNull();
      // A note is nobody's message: no agent is told of it, and no trip's context has it.
      expect(JSON.stringify(await emittedBy(subject()))).not.toContain(noteId);
      expect(
        JSON.stringify(await conversations().tripContext(scene.agency.id, scene.trip.id)),
      ).not.toContain('ventana');
    });

    it('shows its handoff that is not done', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const open = (reason: string) =>
        scene.turn({
          tasks: [
            {
              op: 'open',
              kind: 'handoff',
              tripId: scene.trip.id,
              reason,
              facts: { conversationId: id },
            },
          ],
        });
      await open('asked');
      await open('distress');
      const thread = await conversations().takeOver({ ...move(scene, id), until });
      expect(thread).toMatchObject({
        takenOverSince: later(2 * minute),
        openTask: { reason: 'distress', severity: 'urgent', state: 'claimed' },
      });
      expect(await conversations().giveBack(move(scene, id))).toMatchObject({ openTask: null });
    });

    it('keeps a person’s words once, tells of them by id, and is taken over by them', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const messageId = randomUUID();
      const words = { ...move(scene, id), until, messageId, text: 'Ya cambiamos tu asiento' };
      expect(await conversations().writeTo(words)).toMatchObject({ takenOverUntil: until });
      await conversations().writeTo(words);
      const events = (await emittedBy(subject())).filter(
        (e) => e.type === 'HumanReplied' && e.data.conversationId === id,
      );
      expect(events).toHaveLength(1);
      expect(JSON.stringify(events)).not.toContain('asiento');
      expect((await loadConversation(scene, id, messageId)).message).toMatchObject({
        id: messageId,
        text: 'Ya cambiamos tu asiento',
      });
      // A message under way is not part of the conversation yet.
      expect(
        (await conversations().tripContext(scene.agency.id, scene.trip.id))?.recentMessages,
      ).toEqual([{ direction: 'in', text: 'hola', at: expect.any(String) }]);
    });
  });

  describe('a task about somebody without a trip', () => {
    it('is one for each conversation, and its own agency’s', async () => {
      const scene = await Scene.open(subject());
      const stranger = await Scene.open(subject());
      const conversationId = randomUUID();
      const open = (reason: string) =>
        subject().store.commit(
          aTurn(scene.event(), {
            agent: 'concierge',
            actorId: `${conversationId}${reason}`,
            agencyId: scene.agency.id,
            tasks: [
              { op: 'open', kind: 'handoff', tripId: null, reason, facts: { conversationId } },
            ],
          }),
        );
      await open('first');
      await open('second');
      expect(await subject().desk.tasks(scene.agency.id, { limit: 10 })).toMatchObject([
        {
          tripId: null,
          kind: 'handoff',
          severity: 'normal',
          state: 'open',
          reason: 'second',
          facts: { conversationId },
        },
      ]);
      expect(await subject().desk.tasks(stranger.agency.id, { limit: 10 })).toEqual([]);
    });
  });

  describe('the last messages of a trip', () => {
    it('are those its agency sent and did not give up, and those the traveller wrote', async () => {
      const scene = await Scene.open(subject());
      const other = await Scene.open(subject(), {
        sender: scene.agency.sender,
        trip: { whatsapp: scene.trip.whatsapp },
      });
      const send = async (from: Scene, text: string, at: string) => {
        const claimed = await from.claimed({ content: { kind: 'text', text } }, at);
        await from.sent(claimed, at, `SM ${text}`);
        return claimed.id;
      };
      await send(other, 'Of another agency', aMoment);
      const id = await send(scene, 'Never arrived', later(minute));
      await subject().store.deliveryReport({
        id,
        providerId: 'SM Never arrived',
        status: 'undelivered',
        code: '63024',
        permanent: true,
        now: later(minute),
      });
      await send(scene, 'Your flight leaves later', later(2 * minute));
      const context = await conversations().tripContext(scene.agency.id, scene.trip.id);
      expect(context?.recentMessages.map(({ text }) => text)).toEqual(['Your flight leaves later']);
    });
  });
};
