import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createMasterKeyring } from '#shared/adapters/keyring/master-key.ts';
import { rotateKeys } from '#shared/adapters/sealing/rotate-keys.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { createSealing } from '#shared/adapters/sealing/sealing.ts';
import { createSqlKeyStore } from '#shared/adapters/sealing/sql-key-store.ts';
import { WrongKey } from '#shared/errors.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { memorySealing, testKeyring } from '#shared/testing/sealing.ts';
import { resealRows, sealClearRows } from '../seal-rows.ts';
import { damagedText } from '../sealed-rpc.ts';
import { createSupabaseStore } from '../store.ts';

const word = 'zzsecretzz';
const phone = '+5491155550142';

let h: PostgresStore;
let admin: pg.Client;
beforeAll(async () => {
  h = await postgresStore();
  admin = new pg.Client({ connectionString: h.url });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await h.close();
});
beforeEach(async () => {
  await h.empty();
  await admin.query('delete from bauhaus.data_keys');
});

/** As it was before anything was sealed. */
const noSealing: Sealing = {
  of: async (agencyId) => ({
    ...(await memorySealing().of(agencyId)),
    seal: (value) => value,
    open: (text) => text,
    token: (number) => number,
  }),
  refreshed: (agencyId) => noSealing.of(agencyId),
};
const storeWith = (sealing: Sealing) =>
  createSupabaseStore({
    url: 'http://bauhaus.localhost',
    apiKey: 'in-process',
    jwtSecret: testJwtSecret,
    fetch: h.fetch,
    sealing,
  });
const sealingWith = (keyring = testKeyring) =>
  createSealing({ store: createSqlKeyStore(admin), keyring });

/** A trip, a message, a conversation and an opt-out, each with a marker. */
const aLife = async (sealing: Sealing) => {
  const store = storeWith(sealing);
  const scene = await Scene.open(
    { ...h, store, desk: store, conversations: store },
    { trip: { whatsapp: phone, clientDescription: word, metadata: { about: word } } },
  );
  await scene.claimed({ content: { kind: 'text', text: word } });
  const received = await store.receiveInbound({
    sender: scene.agency.sender,
    phone,
    providerId: `SM${randomUUID()}`,
    text: word,
    media: [],
    now: aMoment,
  });
  await admin.query(
    `insert into bauhaus.suppressions values ($1, $2, (
       select phone from bauhaus.conversation_threads where agency_id = $1), true, now(), 'test')`,
    [scene.agency.id, scene.agency.sender],
  );
  await admin.query(
    `insert into bauhaus.suppressed_recipients
     select bauhaus.recipient_key(sender, phone), true, now() from bauhaus.suppressions`,
  );
  return { scene, conversationId: received?.conversationId ?? '' };
};
/** Every row of every table, as text. */
const everything = async (): Promise<string> => {
  const { rows } = await admin.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'bauhaus'",
  );
  const texts: string[] = [];
  for (const { name } of rows)
    texts.push(JSON.stringify((await admin.query(`select * from bauhaus.${name}`)).rows));
  return texts.join('\n');
};

describe('rows that were written in the clear', () => {
  it('are sealed, once, and then read as they were', async () => {
    const { scene, conversationId } = await aLife(noSealing);
    const before = await everything();
    expect(before).toContain(phone);
    expect(before).toContain(word);
    expect(await sealClearRows(admin, sealingWith())).toBeGreaterThan(5);
    const after = await everything();
    expect(after).not.toContain(phone);
    expect(after).not.toContain(word);
    expect(await sealClearRows(admin, sealingWith())).toBe(0);

    const store = storeWith(sealingWith());
    expect(await store.trip(scene.agency.id, scene.trip.id)).toMatchObject({
      whatsapp: phone,
      clientDescription: word,
      metadata: { about: word },
    });
    expect(await store.trips(scene.agency.id, { whatsapp: phone, limit: 5 })).toHaveLength(1);
    expect(await store.conversation(scene.agency.id, conversationId, 5)).toMatchObject({
      phone,
      optedOut: true,
    });
    // The traveller's next words come to the same conversation, whose id was made of the number.
    const next = await store.receiveInbound({
      sender: scene.agency.sender,
      phone,
      providerId: `SM${randomUUID()}`,
      text: 'again',
      media: [],
      now: aMoment,
    });
    expect(next?.conversationId).toBe(conversationId);
  });
});

describe('an exchange of keys', () => {
  it('opens under the new master key alone what was sealed before, and reseals words', async () => {
    const { scene, conversationId } = await aLife(sealingWith());
    const to = createMasterKeyring(new Uint8Array(32).fill(9));
    expect(await rotateKeys(admin, { from: testKeyring, to })).toEqual({
      rewrapped: 3,
      renewed: 1,
    });
    await expect(sealingWith().of(scene.agency.id)).rejects.toThrow(WrongKey);
    const sealer = await sealingWith(to).of(scene.agency.id);
    const read = () => storeWith(sealingWith(to)).conversation(scene.agency.id, conversationId, 5);
    const before = await read();
    expect(before?.messages).toMatchObject([{ text: word }]);
    expect(await resealRows(admin, scene.agency.id, sealer)).toBeGreaterThan(0);
    expect(await resealRows(admin, scene.agency.id, sealer)).toBe(0);
    expect(await read()).toEqual(before);
    const { rows } = await admin.query('select text from bauhaus.conversations');
    expect(rows).toEqual([{ text: expect.stringContaining(`s1.${sealer.words.id}.`) }]);
  });

  it('changes nothing where a key cannot be opened', async () => {
    await aLife(sealingWith());
    const before = await everything();
    const from = createMasterKeyring(new Uint8Array(32).fill(1));
    await expect(rotateKeys(admin, { from, to: testKeyring })).rejects.toThrow(WrongKey);
    expect(await everything()).toBe(before);
  });
});

describe('what cannot be opened', () => {
  it('of a row is shown as damaged in lists, which go on, and is reported', async () => {
    const { scene } = await aLife(sealingWith());
    const whole = await scene.another();
    await admin.query(
      `update bauhaus.trips set whatsapp = overlay(whatsapp placing 'AAAA' from 50),
         metadata = to_jsonb(overlay(metadata #>> '{}' placing 'AAAA' from 30))
        where id = $1`,
      [scene.trip.id],
    );
    const reported: unknown[] = [];
    const store = createSupabaseStore({
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret: testJwtSecret,
      fetch: h.fetch,
      sealing: sealingWith(),
      reportDamage: (damage) => reported.push(damage),
    });
    const agencyId = scene.agency.id;
    const trips = await store.trips(agencyId, { limit: 10 });
    expect(
      new Map(trips.map(({ id, whatsapp, metadata }) => [id, { whatsapp, metadata }])),
    ).toEqual(
      new Map([
        [scene.trip.id, { whatsapp: damagedText, metadata: {} }],
        [whole.trip.id, { whatsapp: whole.trip.whatsapp, metadata: {} }],
      ]),
    );
    expect(reported).toEqual([{ subject: 'list_trips', agencyId, count: 2 }]);
    // What an edit or a turn would go by is not shown as something else than it is.
    await expect(store.trip(agencyId, scene.trip.id)).rejects.toThrow(WrongKey);
    await expect(store.tripContext(agencyId, scene.trip.id)).rejects.toThrow(WrongKey);
  });

  it('of a message is marked, so that it is not sent', async () => {
    const { scene } = await aLife(sealingWith());
    await admin.query('delete from bauhaus.suppressed_recipients');
    await admin.query(
      `update bauhaus.notifications_log set content = jsonb_set(content, '{text}', to_jsonb(
         overlay(content ->> 'text' placing 'AAAA' from 30))), delivery_status = 'PENDING',
         next_attempt_at = due_at`,
    );
    const { rows } = await admin.query<{ id: string }>('select id from bauhaus.notifications_log');
    const claimed = await storeWith(sealingWith()).claim({
      ids: rows.map(({ id }) => id),
      agencyId: scene.agency.id,
      now: aMoment,
    });
    expect(claimed).toMatchObject([{ id: rows[0]?.id, isUnreadable: true, to: '' }]);
  });

  it('of a trip is refused to whoever asks, and named', async () => {
    const { scene } = await aLife(sealingWith());
    await admin.query(
      `update bauhaus.trips
          set client_description = overlay(client_description placing 'AAAA' from 30)`,
    );
    await expect(storeWith(sealingWith()).trip(scene.agency.id, scene.trip.id)).rejects.toThrow(
      WrongKey,
    );
  });
});
