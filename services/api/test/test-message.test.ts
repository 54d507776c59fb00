import { minute } from '#shared/domain/instant.ts';
import { type Api, anApi, bookTrip } from './harness.ts';
import { inbound } from './requests.ts';

const pathOf = async ({ south, store }: Api, whatsapp: string | null = '+54 9 11 5555 0100') => {
  const trip = await store.trip(south.id, await bookTrip(south, { whatsapp }));
  return `/contacts/${trip?.contactId}/test-message`;
};
const asked = ({ emitted }: Api) =>
  emitted().then((events) => events.filter(({ type }) => type === 'TestMessageRequested'));

describe('a test message', () => {
  it('is asked for once in five minutes', async () => {
    const api = await anApi();
    const { south } = api;
    const path = await pathOf(api);
    const first = await south.ask('POST', path);
    expect([first.status, first.headers.get('location')]).toEqual([
      202,
      path.replace('/test-message', ''),
    ]);
    expect(await asked(api)).toMatchObject([
      { agencyId: south.id, tripId: null, data: { language: 'es' } },
    ]);
    api.advance(minute);
    const again = await south.ask('POST', path);
    expect([again.status, again.json['type'], again.headers.get('retry-after')]).toEqual([
      429,
      '/docs#just-tested',
      '240',
    ]);
    api.advance(4 * minute);
    expect((await south.ask('POST', path)).status).toBe(202);
    expect(await asked(api)).toHaveLength(2);
  });

  it('is not asked for to who has no number', async () => {
    const api = await anApi();
    const answer = await api.south.ask('POST', await pathOf(api, null));
    expect([answer.status, answer.json['reason']]).toEqual([409, 'no_number']);
    expect(await asked(api)).toEqual([]);
  });

  it('makes a conversation in which an answer is heard', async () => {
    const api = await anApi();
    await api.south.ask('POST', await pathOf(api));
    expect((await api.twilio('/webhooks/twilio', inbound())).status).toBe(200);
    expect((await api.south.ask('GET', '/conversations')).json['items']).toHaveLength(1);
  });

  it('is another agency’s business alone', async () => {
    const api = await anApi();
    expect((await api.north.ask('POST', await pathOf(api))).status).toBe(404);
  });
});
