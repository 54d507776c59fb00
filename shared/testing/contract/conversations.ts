import { randomUUID } from 'node:crypto';
import { effectKey } from '#shared/domain/effect-key.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { TaskState } from '#shared/domain/task.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import { aMoment, anEffect, aTurn, phoneOf } from '../builders.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Conversations and documents of agencies, and how the concierge sees them. */
export const describeConversations = (subject: () => StoreUnderTest): void => {
  const conversations = (): ConversationDesk => subject().conversations;
  const receiveMessage = async (
    scene: Scene,
    over: { text?: string; media?: readonly { url: string; contentType: string }[] } = {},
  ) => {
    const providerId = `SM${randomUUID()}`;
    const received = await subject().desk.receiveInbound({
      sender: scene.agency.sender,
      phone: phoneOf(scene.trip),
      providerId,
      text: 'hola',
      media: [],
      now: later(minute),
      ...over,
    });
    if (!received) throw new Error('expected a conversation');
    const event = (await emittedBy(subject())).find(
      (e) =>
        e.type === 'InboundMessageReceived' && e.data.conversationId === received.conversationId,
    );
    if (event?.type !== 'InboundMessageReceived')
      throw new Error('expected the event of the message');
    return { id: received.conversationId, messageId: event.data.messageId };
  };
  const loadConversation = async (scene: Scene, id: string, messageId: string | null = null) => {
    const loaded = await subject().store.load({
      agent: 'concierge',
      actorId: id,
      eventId: randomUUID(),
      agencyId: scene.agency.id,
      tripId: null,
      conversation: { id, messageId },
      flightKey: null,
      timerKind: null,
    });
    if (!loaded.conversation) throw new Error('expected the conversation');
    return loaded.conversation;
  };
  const move = (scene: Scene, id: string) => ({
    agencyId: scene.agency.id,
    conversationId: id,
    by: 'Lucía',
    now: later(2 * minute),
  });
  const until = later(12 * hour);
  const reply = (scene: Scene) =>
    anEffect(scene.trip, scene.agency, {
      type: 'reply',
      tripId: scene.trip.id,
      dueAt: later(5 * minute),
    });

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

    it('is one person’s at a time, unless somebody says that they take it away', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const lucia = move(scene, id);
      const marta = { ...lucia, by: 'Marta', now: later(5 * minute) };
      const held = { heldBy: 'Lucía', since: lucia.now };
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'handoff',
            tripId: scene.trip.id,
            reason: 'asked',
            facts: { conversationId: id },
          },
        ],
      });
      await conversations().takeOver({ ...lucia, until });
      expect(await conversations().takeOver({ ...marta, until })).toEqual(held);
      expect(await conversations().giveBack(marta)).toEqual(held);
      const words = { ...marta, until, messageId: randomUUID(), text: 'Hola' };
      expect(await conversations().writeTo(words)).toEqual(held);
      expect(await conversations().takeOver({ ...lucia, until: later(13 * hour) })).toMatchObject({
        takenOverBy: 'Lucía',
        takenOverSince: lucia.now,
      });
      expect(await conversations().takeOver({ ...marta, until, steal: true })).toMatchObject({
        takenOverBy: 'Marta',
        takenOverSince: marta.now,
      });
      // The handoff went with it: whoever finishes it gives the conversation back.
      const [task] = await subject().desk.tasks(scene.agency.id, { limit: 1 });
      await subject().desk.updateTask({
        agencyId: scene.agency.id,
        taskId: task?.id ?? '',
        state: 'done',
        by: 'Marta',
        now: later(6 * minute),
      });
      expect((await loadConversation(scene, id)).takenOverUntil).toBeNull();
      expect(await conversations().takeOver({ ...lucia, until })).toMatchObject({
        takenOverBy: 'Lucía',
      });
      expect(await conversations().giveBack({ ...marta, steal: true })).toMatchObject({
        takenOverBy: null,
      });
    });

    it('may be taken once a person’s time is over, and words sent again are no theft', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const words = {
        ...move(scene, id),
        until: later(hour),
        messageId: randomUUID(),
        text: 'Hola',
      };
      await conversations().writeTo(words);
      const marta = { ...move(scene, id), by: 'Marta', now: later(hour), until };
      expect(await conversations().takeOver(marta)).toMatchObject({ takenOverBy: 'Marta' });
      expect(await conversations().writeTo({ ...words, now: later(2 * hour) })).toMatchObject({
        takenOverBy: 'Marta',
      });
    });

    it('that a person has taken lets no reply out, also none that was waiting', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const effect = reply(scene);
      await scene.turn({ now: later(minute), effects: [effect] });
      expect((await loadConversation(scene, id)).pendingReplies).toEqual([effect.key]);
      const entry = (await scene.context()).ledger.find(({ key }) => key === effect.key);
      expect(await conversations().takeOver({ ...move(scene, id), until })).toMatchObject({
        takenOverUntil: until,
        takenOverBy: 'Lucía',
      });
      expect(await scene.claim([entry?.id ?? ''], later(6 * minute))).toEqual([]);
      expect(await scene.entry(entry?.id ?? '')).toMatchObject({
        status: 'DROPPED',
        reason: 'taken_over',
      });
      expect((await loadConversation(scene, id)).takenOverUntil).toBe(until);
    });

    it('that a person has taken lets messages about the flight through', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      await conversations().takeOver({ ...move(scene, id), until });
      expect(await scene.claimed({ type: 'boarding' }, later(6 * minute))).toMatchObject({
        type: 'boarding',
      });
    });

    it('lets replies out again once it is given back, or its time is over', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      await conversations().takeOver({ ...move(scene, id), until: later(3 * minute) });
      expect(await scene.claimed({ type: 'reply' }, later(4 * minute))).toMatchObject({
        type: 'reply',
      });
      const other = await Scene.open(subject());
      const taken = await receiveMessage(other);
      await conversations().takeOver({ ...move(other, taken.id), until });
      expect(await conversations().giveBack(move(other, taken.id))).toMatchObject({
        takenOverUntil: null,
        takenOverBy: null,
      });
      expect(await other.claimed({ type: 'reply' }, later(4 * minute))).toMatchObject({
        type: 'reply',
      });
    });

    it('says when a person takes it and gives it back, and moves the handoff along', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'handoff',
            tripId: scene.trip.id,
            reason: 'asked',
            facts: { conversationId: id },
          },
        ],
      });
      const states = async () =>
        (await subject().desk.tasks(scene.agency.id, { limit: 10 })).map(
          ({ kind, state }) => `${kind} ${state}`,
        );
      await conversations().takeOver({ ...move(scene, id), until });
      expect(await states()).toEqual(['handoff claimed']);
      await conversations().giveBack(move(scene, id));
      expect(await states()).toEqual(['handoff done']);
      await conversations().giveBack(move(scene, id));
      const announcements = (await emittedBy(subject()))
        .filter((e) => 'conversationId' in e.data && e.data.conversationId === id)
        .map(({ type }) => type);
      expect(announcements.sort()).toEqual([
        'HumanTakeoverEnded',
        'HumanTakeoverStarted',
        'InboundMessageReceived',
      ]);
    });

    describe('with a handoff', () => {
      const handoff = async (scene: Scene, id: string, now = aMoment) => {
        await scene.turn({
          now,
          tasks: [
            {
              op: 'open',
              kind: 'handoff',
              tripId: scene.trip.id,
              reason: 'asked',
              facts: { conversationId: id },
            },
          ],
        });
        const tasks = await subject().desk.tasks(scene.agency.id, { limit: 10 });
        const open = tasks.find(({ state }) => state !== 'done');
        if (!open) throw new Error('expected a handoff');
        return open.id;
      };
      const moveTask = (scene: Scene, taskId: string, state: TaskState, now: Instant) =>
        subject().desk.updateTask({ agencyId: scene.agency.id, taskId, state, by: 'Lucía', now });
      const takeoverEnd = async (scene: Scene, id: string) =>
        (await loadConversation(scene, id)).takenOverUntil;
      const takeoverEvents = async (id: string) =>
        (await emittedBy(subject()))
          .filter((e) => 'conversationId' in e.data && e.data.conversationId === id)
          .map(({ type }) => type)
          .filter((type) => type.startsWith('HumanTakeover'))
          .sort();

      it('is taken over with it for twelve hours and given back with it, each once', async () => {
        const scene = await Scene.open(subject());
        const { id } = await receiveMessage(scene);
        const task = await handoff(scene, id);
        for (const at of [1, 2]) {
          await moveTask(scene, task, 'claimed', later(at * minute));
          expect(await takeoverEnd(scene, id)).toBe(later(minute + 12 * hour));
        }
        await moveTask(scene, task, 'done', later(3 * minute));
        expect(await takeoverEnd(scene, id)).toBeNull();
        await moveTask(scene, task, 'done', later(4 * minute));
        expect(await takeoverEvents(id)).toEqual(['HumanTakeoverEnded', 'HumanTakeoverStarted']);
      });

      it('stays as it is when the handoff is moved to the state that it is in', async () => {
        const scene = await Scene.open(subject());
        const { id } = await receiveMessage(scene);
        const task = await handoff(scene, id);
        await moveTask(scene, task, 'open', later(minute));
        expect(await subject().desk.tasks(scene.agency.id, { limit: 1 })).toMatchObject([
          { state: 'open' },
        ]);
        expect(await takeoverEvents(id)).toEqual([]);
      });

      it('is kept by a newer takeover when an older handoff is done, also repeatedly', async () => {
        const scene = await Scene.open(subject());
        const { id } = await receiveMessage(scene);
        const finished = await handoff(scene, id);
        await moveTask(scene, finished, 'claimed', later(minute));
        await moveTask(scene, finished, 'done', later(2 * minute));
        const forgotten = await handoff(scene, id, later(3 * minute));
        await moveTask(scene, forgotten, 'claimed', later(3 * minute));
        const nextDay = (minutes: number) => later(24 * hour + minutes * minute);
        const newer = { ...move(scene, id), by: 'Marta', now: nextDay(0), until: nextDay(60) };
        await conversations().takeOver(newer);
        for (const task of [finished, forgotten]) {
          await moveTask(scene, task, 'done', nextDay(1));
          expect(await takeoverEnd(scene, id)).toBe(nextDay(60));
        }
        expect(await takeoverEvents(id)).toEqual([
          'HumanTakeoverEnded',
          ...Array(3).fill('HumanTakeoverStarted'),
        ]);
      });

      it('is given back by the handoff although the takeover has been prolonged', async () => {
        const scene = await Scene.open(subject());
        const { id } = await receiveMessage(scene);
        const task = await handoff(scene, id);
        await moveTask(scene, task, 'claimed', later(minute));
        await conversations().writeTo({
          ...move(scene, id),
          now: later(hour),
          until: later(13 * hour),
          messageId: randomUUID(),
          text: 'Ya cambiamos tu asiento',
        });
        await moveTask(scene, task, 'done', later(2 * hour));
        expect(await takeoverEnd(scene, id)).toBeNull();
      });

      it('is not given back by a handoff that nobody had claimed', async () => {
        const scene = await Scene.open(subject());
        const { id } = await receiveMessage(scene);
        await conversations().takeOver({ ...move(scene, id), until });
        const task = await handoff(scene, id, later(3 * minute));
        await moveTask(scene, task, 'done', later(4 * minute));
        expect(await takeoverEnd(scene, id)).toBe(until);
      });
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
