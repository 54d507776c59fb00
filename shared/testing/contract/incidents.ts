import type { Incident } from '#shared/domain/incident.ts';
import { hour, type Instant, minute } from '#shared/domain/instant.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { IncidentMove } from '#shared/ports/incidents.ts';
import { conversing } from './conversing.ts';
import { later, Scene, type StoreUnderTest } from './harness.ts';

const ana = { id: null, name: 'ana' };
const eva = { id: null, name: 'eva' };

/** What an agency has to look after, made of its tasks. */
export const describeIncidents = (subject: () => StoreUnderTest): void => {
  const { conversations, receiveMessage } = conversing(subject);
  const incidents = () => subject().incidents;
  const listed = (
    { agency }: Scene,
    more: {
      isDone?: boolean;
      now?: Instant;
      severity?: 'urgent' | 'normal';
      isSnoozed?: boolean;
    } = {},
  ) =>
    incidents().list(agency.id, {
      isDone: false,
      now: later(hour),
      limit: 10,
      offset: 0,
      ...more,
    });
  const only = async (scene: Scene): Promise<Incident> => {
    const [incident, ...others] = await listed(scene);
    if (!incident || others.length > 0) throw new Error('there should be one incident');
    return incident;
  };
  const open = (scene: Scene, kind: TaskKind, at = later(minute)) =>
    scene.turn({
      now: at,
      tasks: [{ op: 'open', kind, tripId: scene.trip.id, reason: 'why', facts: {} }],
    });
  const close = (scene: Scene, kind: TaskKind, at = later(2 * minute)) =>
    scene.turn({
      now: at,
      tasks: [{ op: 'close', kind, tripId: scene.trip.id, reason: 'trip_edited' }],
    });
  const move = (
    scene: Scene,
    id: string,
    act:
      | Omit<Extract<IncidentMove, { act: 'claim' }>, 'by' | 'now'>
      | { act: 'release' | 'resolve' | 'reopen' },
    by = ana,
  ) => incidents().move(scene.agency.id, id, { ...act, by, now: later(3 * minute) });

  describe('incidents', () => {
    it('are one for a flight and one for a journey, with how far their people are', async () => {
      const scene = await Scene.open(subject());
      const other = await scene.another({
        flightNumber: scene.trip.flightNumber,
        flightKey: scene.trip.flightKey,
      });
      await open(scene, 'cancelled');
      await open(other, 'cancelled');
      await open(scene, 'call');
      await open(scene, 'opted_out');
      expect(await listed(scene)).toMatchObject([
        {
          kind: 'flight',
          subject: scene.trip.flightKey,
          about: null,
          state: 'open',
          severity: 'urgent',
          deadline: scene.trip.departure,
          people: 2,
          unreached: 1,
          tasksOpen: 3,
          kinds: ['call', 'cancelled'],
          owner: null,
          openedAt: later(minute),
          waitingSince: later(minute),
          counts: { told: 0, toCall: 1, notTold: 1 },
        },
        {
          kind: 'journey',
          subject: scene.trip.journeyId,
          about: expect.stringMatching(/./),
          severity: 'normal',
          people: 1,
        },
      ]);
      const stranger = await Scene.open(subject());
      expect(await listed(stranger)).toEqual([]);
    });

    it('have somebody to call where what matters did not get through to them', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      expect(await only(scene)).toMatchObject({
        about: expect.stringMatching(/./),
        unreached: 0,
        counts: { notTold: 1 },
      });
      await open(scene, 'critical_unsent');
      expect(await only(scene)).toMatchObject({ people: 1, unreached: 1, counts: { toCall: 1 } });
      await close(scene, 'critical_unsent');
      expect(await only(scene)).toMatchObject({ unreached: 0, counts: { toCall: 0 } });
    });

    it('count who was told by telephone, once their message had failed, as told', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      await open(scene, 'critical_unsent');
      const cancellation = { critical: true, type: 'cancelled', told: {} } as const;
      await scene.refused(await scene.claimed(cancellation, later(minute)));
      const { id } = await only(scene);
      const tasks = (await incidents().get(scene.agency.id, id))?.tasks ?? [];
      const taskId = tasks.find(({ kind }) => kind === 'critical_unsent')?.id ?? '';
      const done = { state: 'done', by: 'ana', now: later(3 * minute) } as const;
      await subject().desk.updateTask({ agencyId: scene.agency.id, taskId, ...done });
      expect(await only(scene)).toMatchObject({
        unreached: 0,
        counts: { told: 1, called: 1, delivered: 0, failed: 0, toCall: 0 },
      });
    });

    it('close with the last of their tasks, and are others from then on', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      await open(scene, 'long_delay');
      const { id } = await only(scene);
      await close(scene, 'cancelled');
      expect(await only(scene)).toMatchObject({ id, tasksOpen: 1, severity: 'normal' });
      await close(scene, 'long_delay');
      expect(await listed(scene)).toEqual([]);
      expect(await listed(scene, { isDone: true })).toMatchObject([
        { id, state: 'done', closedReason: 'trip_edited', closedAt: later(2 * minute), kinds: [] },
      ]);
      await open(scene, 'cancelled', later(4 * minute));
      const next = await only(scene);
      expect(next.id).not.toBe(id);
      expect((await move(scene, id, { act: 'reopen' })).kind).toBe('closed');
      const whole = await incidents().get(scene.agency.id, next.id);
      expect(whole?.tasks).toMatchObject([
        { kind: 'cancelled', state: 'open', tripName: scene.trip.clientName },
      ]);
    });

    it('are claimed by one, and given on by who says so', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      const { id } = await only(scene);
      const claim = { act: 'claim', steal: false } as const;
      expect(await move(scene, id, claim)).toMatchObject({
        kind: 'moved',
        incident: {
          state: 'claimed',
          owner: ana,
          claimedAt: later(3 * minute),
          waitingSince: null,
        },
      });
      expect((await move(scene, id, claim)).kind).toBe('moved');
      expect(await move(scene, id, claim, eva)).toMatchObject({
        kind: 'taken',
        incident: { owner: ana },
      });
      const stolen = await move(scene, id, { act: 'claim', steal: true }, eva);
      expect(stolen).toMatchObject({ kind: 'moved', incident: { owner: eva } });
      expect((await incidents().get(scene.agency.id, id))?.tasks).toMatchObject([
        { state: 'claimed' },
      ]);
      expect(await move(scene, id, { act: 'release' }, eva)).toMatchObject({
        incident: { state: 'open', owner: null, claimedAt: null },
      });
      const { agency } = await Scene.open(subject());
      const foreign = await incidents().move(agency.id, id, { ...claim, by: ana, now: later(0) });
      expect(foreign.kind).toBe('not-found');
    });

    it('are resolved with their tasks, and opened again', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      const { id } = await only(scene);
      const done = {
        kind: 'moved',
        incident: { state: 'done', closedBy: 'ana', closedReason: 'done_by_agency', tasksOpen: 0 },
      };
      expect(await move(scene, id, { act: 'resolve' })).toMatchObject(done);
      expect(await move(scene, id, { act: 'resolve' }, eva)).toMatchObject(done);
      expect((await move(scene, id, { act: 'claim', steal: false })).kind).toBe('closed');
      expect(await move(scene, id, { act: 'reopen' })).toMatchObject({
        incident: { state: 'open', closedBy: null, waitingSince: later(minute) },
      });
    });

    it('have, opened again, the tasks that were closed with them, and no others', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'cancelled');
      await open(scene, 'long_delay');
      await open(scene, 'call');
      const { id } = await only(scene);
      await move(scene, id, { act: 'claim', steal: false });
      await close(scene, 'long_delay');
      const before = await only(scene);
      await move(scene, id, { act: 'resolve' });
      await move(scene, id, { act: 'reopen' });
      const { severity, people, unreached } = before;
      expect(await only(scene)).toMatchObject({
        ...{ id, state: 'open', owner: null, severity, people, unreached },
        ...{ tasksOpen: 2, kinds: ['call', 'cancelled'], counts: { toCall: 1 } },
      });
      expect((await incidents().get(scene.agency.id, id))?.tasks).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ kind: 'cancelled', state: 'open', closedReason: null }),
          expect.objectContaining({ kind: 'call', state: 'open', closedReason: null }),
          expect.objectContaining({ kind: 'long_delay', closedReason: 'trip_edited' }),
        ]),
      );
    });

    it('are opened again with the last task, if it was a person who did it', async () => {
      const reopened = async (end: 'done' | 'overtaken') => {
        const scene = await Scene.open(subject());
        await open(scene, 'cancelled');
        const { id } = await only(scene);
        const [task] = (await incidents().get(scene.agency.id, id))?.tasks ?? [];
        const done = { taskId: task?.id ?? '', state: 'done', by: 'ana' } as const;
        if (end === 'overtaken') await close(scene, 'cancelled');
        else await subject().desk.updateTask({ agencyId: scene.agency.id, ...done, now: later(0) });
        await move(scene, id, { act: 'reopen' });
        return (await only(scene)).kinds;
      };
      expect(await reopened('done')).toEqual(['cancelled']);
      expect(await reopened('overtaken')).toEqual([]);
    });

    it('of a trip that was withdrawn meanwhile are opened again without its tasks', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'call');
      const { id } = await only(scene);
      await move(scene, id, { act: 'resolve' });
      await subject().desk.cancel({
        agencyId: scene.agency.id,
        tripId: scene.trip.id,
        notify: false,
        now: later(4 * minute),
      });
      expect(await move(scene, id, { act: 'reopen' })).toMatchObject({
        incident: { state: 'open', tasksOpen: 0, kinds: [] },
      });
    });

    it('of a conversation are opened again with its handoff, and it waits again', async () => {
      const scene = await Scene.open(subject());
      const { id: conversationId } = await receiveMessage(scene);
      const facts = { conversationId };
      const tripId = scene.trip.id;
      await scene.turn({
        now: later(minute),
        tasks: [{ op: 'open', kind: 'handoff', tripId, reason: 'distress', facts }],
      });
      const { id } = await only(scene);
      await move(scene, id, { act: 'claim', steal: false });
      await move(scene, id, { act: 'resolve' });
      await move(scene, id, { act: 'reopen' });
      expect(await only(scene)).toMatchObject({
        ...{ id, kind: 'conversation', severity: 'urgent', kinds: ['handoff'] },
        waitingSince: later(minute),
      });
      const { agency } = scene;
      expect(await conversations().conversations(agency.id, { limit: 10 })).toMatchObject([
        { id: conversationId, takenOverUntil: null, openTask: { state: 'open' } },
      ]);
    });

    it('wait while they are snoozed, and keep what staff note', async () => {
      const scene = await Scene.open(subject());
      await open(scene, 'opted_out');
      const { id } = await only(scene);
      const until = later(2 * hour);
      await incidents().move(scene.agency.id, id, { act: 'snooze', until, by: ana, now: later(0) });
      expect(await listed(scene, { isSnoozed: false })).toEqual([]);
      expect(await listed(scene, { isSnoozed: true })).toMatchObject([{ snoozedUntil: until }]);
      expect(await listed(scene, { isSnoozed: false, now: until })).toHaveLength(1);
      const note = { act: 'note', text: 'called', by: eva, now: later(minute) } as const;
      await incidents().move(scene.agency.id, id, note);
      expect((await incidents().get(scene.agency.id, id))?.notes).toMatchObject([
        { text: 'called', by: 'eva', at: later(minute) },
      ]);
    });
  });
};
