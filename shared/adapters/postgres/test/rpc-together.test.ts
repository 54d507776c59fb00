import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { TurnCommit } from '#shared/ports/actor-store.ts';
import { aMoment, aTurn } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';
import { createRpcMaker } from '../rpc-together.ts';

/** More than one transaction takes. */
const many = 100;
const notStorable = {
  tripId: 'no trip',
  decision: 'noted',
  subject: 'trip',
  rule: 'x',
  detail: {},
} as const;

describe('calls of turns that share a transaction', () => {
  let h: PostgresStore;
  let admin: pg.Client;
  let scenes: readonly Scene[];
  beforeAll(async () => {
    h = await postgresStore();
    admin = new pg.Client({ connectionString: h.url });
    await admin.connect();
  });
  beforeEach(async () => {
    // Each with an agency of its own.
    scenes = await Promise.all(Array.from({ length: many }, () => Scene.open(h)));
  });
  afterAll(async () => {
    await admin.end();
    await h.close();
  });

  /** Those that write are numbered. */
  const transactions = async (): Promise<number> => {
    const { rows } = await admin.query<{ next: string }>(
      'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
    );
    return Number(rows[0]?.next);
  };
  const turnOf = (scene: Scene, over: Partial<TurnCommit> = {}): TurnCommit =>
    aTurn(scene.event(), over);
  const commit = (turn: TurnCommit) => h.store.commit(turn);
  const load = (scene: Scene, tripId: string) =>
    h.store.load({
      agent: 'notifications',
      actorId: tripId,
      eventId: randomUUID(),
      agencyId: scene.agency.id,
      tripId,
      conversation: null,
      flightKey: null,
      timerKind: null,
    });

  it('are answered each with its own', async () => {
    const loaded = await Promise.all(scenes.map((scene) => load(scene, scene.trip.id)));
    expect(loaded.map(({ trip }) => trip?.trip.id)).toEqual(scenes.map(({ trip }) => trip.id));
    const results = await Promise.all(
      scenes.map((scene) => commit(turnOf(scene, { effects: [scene.effect()] }))),
    );
    const claimed = results.map((result) =>
      result.kind === 'committed' ? result.claimed.map(({ to }) => to) : [],
    );
    expect(claimed).toEqual(scenes.map(({ trip }) => [trip.whatsapp]));
    const next = await Promise.all(
      results.map((result, n) => {
        const [effect] = result.kind === 'committed' ? result.claimed : [];
        const scene = scenes[n];
        return (
          effect &&
          scene?.settle({
            id: effect.id,
            fence: effect.fence,
            at: aMoment,
            kind: 'sent',
            providerId: `SM${n}`,
          })
        );
      }),
    );
    expect(next).toEqual(scenes.map(() => []));
    const contexts = await Promise.all(scenes.map((scene) => scene.context()));
    expect(contexts.map(({ ledger }) => ledger.map(({ status }) => status))).toEqual(
      scenes.map(() => ['SENT']),
    );
  });

  it('need few transactions', async () => {
    const before = await transactions();
    await Promise.all(scenes.map((scene) => commit(turnOf(scene))));
    expect((await transactions()) - before).toBeLessThan(many / 4);
  });

  it('of flights, which may write for hundreds of travellers, share it with fewer', async () => {
    const before = await transactions();
    const alone = { agent: 'flight-tracker', agencyId: null } as const;
    await Promise.all(
      scenes.map((scene) => commit(turnOf(scene, { ...alone, actorId: randomUUID() }))),
    );
    expect((await transactions()) - before).toBeGreaterThanOrEqual(many / 16);
  });

  it('see nothing of the tenant beside them', async () => {
    const neighbour = (n: number) => scenes[(n + 1) % many]?.trip.id ?? '';
    const loaded = await Promise.all(scenes.map((scene, n) => load(scene, neighbour(n))));
    expect(loaded.map(({ trip }) => trip)).toEqual(scenes.map(() => null));
    const foreign = await Promise.allSettled(
      scenes.map((scene, n) =>
        commit({
          ...turnOf(scene, { effects: [scene.effect()] }),
          agencyId: scenes[(n + 1) % many]?.agency.id ?? '',
        }),
      ),
    );
    expect(foreign.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  });

  it('are made each by itself where one cannot be stored: only that one fails', async () => {
    const bad = 7;
    const outcomes = await Promise.allSettled(
      scenes.map((scene, n) => commit(turnOf(scene, n === bad ? { reasons: [notStorable] } : {}))),
    );
    expect(outcomes.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([bad]);
    const [again] = scenes;
    const loaded = again && (await load(again, again.trip.id));
    expect(loaded?.version).toBe(1);
  });

  it.each(['before', 'among'])(
    'do not wait for one that waits for a lock, %s them',
    async (place) => {
      const [blocked, first, ...others] = scenes;
      if (!blocked || !first) throw new Error('expected scenes');
      await blocked.turn();
      await admin.query('begin');
      await admin.query('select from bauhaus.actors where actor_id = $1 for update', [
        blocked.trip.id,
      ]);
      // What comes first goes alone, what comes after it together.
      const begun = place === 'among' ? [commit(turnOf(first))] : [];
      const waiting = commit(turnOf(blocked, { expectedVersion: 1 }));
      const rest = await Promise.all([...begun, ...others.map((scene) => commit(turnOf(scene)))]);
      expect(new Set(rest.map(({ kind }) => kind))).toEqual(new Set(['committed']));
      await admin.query('rollback');
      expect(await waiting).toMatchObject({ kind: 'committed' });
    },
  );

  it('let the one that waits wait on by itself', async () => {
    const [scene] = scenes;
    if (!scene) throw new Error('expected a scene');
    await scene.turn();
    await admin.query('begin');
    await admin.query('select from bauhaus.actors where actor_id = $1 for update', [scene.trip.id]);
    const waiting = commit(turnOf(scene, { expectedVersion: 1 }));
    const waits = `
      select count(*)::int as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'
         and clock_timestamp() - query_start > interval '400 ms'`;
    while ((await admin.query<{ n: number }>(waits)).rows[0]?.n === 0);
    await admin.query('rollback');
    expect(await waiting).toMatchObject({ kind: 'committed' });
  });
});

describe('calls whose connection is lost', () => {
  it('are not made again: they may have happened', async () => {
    let made = 0;
    const client = Object.assign(new EventEmitter(), {
      query: (query: { callback(error: Error): void }) => {
        made += 1;
        setImmediate(() => query.callback(new Error('Connection terminated unexpectedly')));
      },
      release: () => undefined,
    });
    const make = createRpcMaker({ connect: async () => client } as unknown as pg.Pool);
    const call = {
      caller: { role: 'agent', claims: '{}', headers: '' },
      statement: {
        name: 'rpc:settle_effects',
        text: 'select api.settle_effects($1, $2)',
        values: [],
      },
      readsOnly: false,
    };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 9 }, () => make('settle_effects', call)),
    );
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    // The first alone, the others together.
    expect(made).toBe(2);
  });
});
