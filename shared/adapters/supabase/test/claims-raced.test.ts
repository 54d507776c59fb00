import { randomUUID } from 'node:crypto';
import { plus } from '#shared/domain/instant.ts';
import type { ConversationMoved } from '#shared/ports/conversation-desk.ts';
import { aMoment, aPhone } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { query } from '#shared/testing/postgres.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

const people = ['ana', 'eva'].map((name) => ({ id: null, name }));
const lanes = 20;
const roundsInLane = 50;

/** Twenty lanes at once of fifty races each. */
const inLanes = async (race: (lane: number) => Promise<void>): Promise<void> => {
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      for (let round = 0; round < roundsInLane; round++) await race(lane);
    }),
  );
};

describe('of two people at once, a thousand times, exactly one', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore({ processes: 8 });
  });
  afterAll(() => h.close());

  it('has an incident, and the other is told who', async () => {
    const scene = await Scene.open(h);
    const trips = await Promise.all(Array.from({ length: lanes }, () => scene.another()));
    for (const { trip } of trips)
      await scene.turn({
        tasks: [{ op: 'open', kind: 'opted_out', tripId: trip.id, reason: 'x', facts: {} }],
      });
    const { incidents } = h.store;
    const filter = { isDone: false, now: aMoment, limit: lanes, offset: 0 };
    const ids = (await incidents.list(scene.agency.id, filter)).map(({ id }) => id);
    expect(ids).toHaveLength(lanes);
    let races = 0;
    await inLanes(async (lane) => {
      const id = ids[lane] ?? '';
      const moves = await Promise.all(
        people.map((by) =>
          incidents.move(scene.agency.id, id, { act: 'claim', steal: false, by, now: aMoment }),
        ),
      );
      const [won, ...more] = people.filter((_, i) => moves[i]?.kind === 'moved');
      if (!won || more.length > 0) throw new Error('not exactly one has it');
      for (const move of moves)
        if (move.kind === 'not-found' || move.incident.owner?.name !== won.name)
          throw new Error('somebody was told of another owner');
      races += 1;
      await incidents.move(scene.agency.id, id, { act: 'release', by: won, now: aMoment });
    });
    expect(races).toBe(1_000);
  });

  it('has a conversation, and the other is told who', async () => {
    const scene = await Scene.open(h);
    const { agency } = scene;
    for (let lane = 0; lane < lanes; lane++)
      await h.desk.receiveInbound({
        sender: agency.sender,
        phone: aPhone(),
        providerId: randomUUID(),
        text: 'hola',
        media: [],
        now: aMoment,
      });
    const chats = await h.store.conversations(agency.id, { limit: lanes });
    expect(chats).toHaveLength(lanes);
    const ownerIn = (moved: ConversationMoved): string | null =>
      moved && ('heldBy' in moved ? moved.heldBy : moved.takenOverBy);
    let races = 0;
    await inLanes(async (lane) => {
      const move = { agencyId: agency.id, conversationId: chats[lane]?.id ?? '', now: aMoment };
      const moves = await Promise.all(
        people.map(({ name }) =>
          h.store.takeOver({ ...move, by: name, until: plus(aMoment, 3_600_000) }),
        ),
      );
      const won = people.filter((_, i) => moves[i] && !('heldBy' in moves[i]));
      if (won.length !== 1 || moves.some((one) => ownerIn(one) !== won[0]?.name))
        throw new Error('not exactly one has it');
      races += 1;
      await h.store.giveBack({ ...move, by: won[0]?.name ?? '' });
    });
    expect(races).toBe(1_000);
    expect(
      await query(
        h.url,
        'select id from bauhaus.conversation_threads where taken_over_by is not null',
      ),
    ).toEqual([]);
  });
});
