import { randomUUID } from 'node:crypto';
import { aMoment, anAgency, aPhone } from '#shared/testing/builders.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { createSupabaseStore } from '../store.ts';

let h: PostgresStore;
beforeAll(async () => {
  h = await postgresStore();
});
afterAll(() => h.close());

const callsOf = () => {
  const calls: string[] = [];
  const { receiveInbound } = createSupabaseStore({
    url: 'http://bauhaus.localhost',
    apiKey: 'in-process',
    jwtSecret: testJwtSecret,
    fetch: (input, init) => {
      calls.push(String(input instanceof Request ? input.url : input).split('/rpc/')[1] ?? '');
      return h.fetch(input, init);
    },
    sealing: h.sealing,
  });
  return { calls, receiveInbound };
};

describe('a message to a number that many agencies share', () => {
  it('finds its conversation in one call, however many they are', async () => {
    const agencies = Array.from({ length: 12 }, (_, i) => anAgency({ name: `Viajes ${i}` }));
    const sender = agencies[0]?.sender ?? '';
    for (const agency of agencies) await h.addAgency({ ...agency, sender });
    const { calls, receiveInbound } = callsOf();
    const phone = aPhone();
    const write = async (text: string) => {
      calls.length = 0;
      const providerId = `SM${randomUUID()}`;
      return receiveInbound({ sender, phone, providerId, text, media: [], now: aMoment });
    };
    expect((await write('hola'))?.asked).toHaveLength(9);
    expect(calls).toEqual(['agencies_of_sender', 'inbound_claims', 'ask_which_agency']);
    await write('1');
    expect((await write('gracias'))?.asked).toBeUndefined();
    expect(calls).toEqual(['agencies_of_sender', 'inbound_claims', 'receive_inbound']);
  });
});
