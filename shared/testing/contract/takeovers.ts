import { randomUUID } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { TaskState } from '#shared/domain/task.ts';
import { aMoment, anEffect } from '../builders.ts';
import { conversing, until } from './conversing.ts';
import { emittedBy, hour, later, minute, Scene, type StoreUnderTest } from './harness.ts';

/** Conversations that a person takes over and gives back. */
export const describeTakeovers = (subject: () => StoreUnderTest): void => {
  const { conversations, receiveMessage, loadConversation, move } = conversing(subject);
  const reply = (scene: Scene) =>
    anEffect(scene.trip, scene.agency, {
      type: 'reply',
      tripId: scene.trip.id,
      dueAt: later(5 * minute),
    });

  describe('a conversation', () => {
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

    it('is left to the assistant by who claims its incident, and lets it go', async () => {
      const scene = await Scene.open(subject());
      const { id } = await receiveMessage(scene);
      const { agency, trip } = scene;
      await scene.turn({
        tasks: [
          {
            op: 'open',
            kind: 'handoff',
            tripId: trip.id,
            reason: 'asked',
            facts: { conversationId: id },
          },
        ],
      });
      const { incidents } = subject();
      const shown = { isDone: false, now: later(hour), limit: 10, offset: 0 };
      const [incident] = await incidents.list(agency.id, shown);
      const by = { id: null, name: 'Lucía' };
      const now = later(2 * minute);
      await incidents.move(agency.id, incident?.id ?? '', { act: 'claim', steal: false, by, now });
      expect((await loadConversation(scene, id)).takenOverUntil).toBeNull();
      await incidents.move(agency.id, incident?.id ?? '', { act: 'release', by, now });
      const [task] = await subject().desk.tasks(agency.id, { limit: 1 });
      expect(task).toMatchObject({ kind: 'handoff', state: 'open' });
      expect(await incidents.list(agency.id, shown)).toMatchObject([
        { state: 'open', owner: null },
      ]);
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
  });
};
