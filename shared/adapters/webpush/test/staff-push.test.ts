import { ServiceUnavailable } from '#shared/errors.ts';
import type { PushSubscription, PushSubscriptions } from '#shared/ports/push-subscriptions.ts';
import { publicReach, type Reach } from '#shared/public-address.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { createWebPush } from '../staff-push.ts';
import { vapidKeysOf } from '../vapid.ts';
import { aPushService } from './push-service.ts';

const keys = vapidKeysOf('a secret that was made at the first start');
const thisMachine: Reach = {
  protocols: ['http:'],
  isAllowed: (address) => address === '127.0.0.1',
};
const message = {
  agencyId: 'a0000000-0000-4000-8000-000000000001',
  memberId: 'a0000000-0000-4000-8000-000000000002',
  title: 'IB3172: cancelado ✈︎',
  body: '38 personas, ninguna avisada aún.',
  url: '/console/now?incident=1',
  key: 'incident/1',
};

describe('push messages', () => {
  let service: Awaited<ReturnType<typeof aPushService>>;
  beforeEach(async () => {
    service = await aPushService(keys.publicKey);
  });
  afterEach(() => service.close());

  const pushTo = (subscribed: readonly PushSubscription[], reach: Reach = thisMachine) => {
    const left = new Set(subscribed);
    const subscriptions: PushSubscriptions = {
      add: async () => true,
      of: async () => [...left],
      remove: async (_, __, endpoint) => {
        for (const one of left) if (one.endpoint === endpoint) left.delete(one);
        return true;
      },
    };
    const contact = 'mailto:desk@bauhaus.example';
    return {
      left,
      push: createWebPush({ keys, contact, subscriptions, log: new RecordingLog(), reach }),
    };
  };

  it('are sealed for each browser and signed by us', async () => {
    const { push } = pushTo([service.subscribe('phone'), service.subscribe('laptop')]);
    expect(await push.push(message)).toBe('sent');
    expect(service.shown).toHaveLength(2);
    expect(service.shown[0]).toMatchObject({
      payload: { title: message.title, body: message.body, url: message.url },
      audience: service.url,
      contact: 'mailto:desk@bauhaus.example',
      headers: { urgency: 'high', ttl: '3600', 'content-encoding': 'aes128gcm' },
    });
  });

  it('with one key take each other’s place', async () => {
    const { push } = pushTo([service.subscribe('phone')]);
    await push.push(message);
    await push.push({ ...message, body: '40 personas' });
    await push.push({ ...message, key: 'incident/2' });
    const topics = service.shown.map(({ headers }) => headers['topic']);
    expect(topics[0]).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(topics[1]).toBe(topics[0]);
    expect(topics[2]).not.toBe(topics[0]);
    expect(service.shown[0]?.payload).toMatchObject({ tag: topics[0] });
  });

  it('are cut to what services take', async () => {
    const { push } = pushTo([service.subscribe('phone')]);
    await push.push({ ...message, title: 'ñ'.repeat(5_000), body: '✈'.repeat(5_000) });
    expect(service.shown[0]?.payload).toMatchObject({ title: 'ñ'.repeat(120) });
  });

  it.each([404, 410])('forget a browser that is gone (%i)', async (status) => {
    const { push, left } = pushTo([service.subscribe('old', status), service.subscribe('new')]);
    expect(await push.push(message)).toBe('sent');
    expect([...left].map(({ endpoint }) => endpoint)).toEqual([`${service.url}/new`]);
  });

  it.each([400, 403, 413, 302])(
    'are refused for good by %i, and go nowhere else',
    async (status) => {
      const { push, left } = pushTo([service.subscribe('phone', status)]);
      expect(await push.push(message)).toBe('nowhere');
      expect(left.size).toBe(1);
      expect(service.shown).toEqual([]);
    },
  );

  it('may be tried again where no browser took one', async () => {
    const { push } = pushTo([service.subscribe('busy', 429), service.subscribe('down', 503)]);
    await expect(push.push(message)).rejects.toThrow(ServiceUnavailable);
    const { push: toOne } = pushTo([service.subscribe('busy', 429), service.subscribe('phone')]);
    expect(await toOne.push(message)).toBe('sent');
  });

  it('go to nobody who has no browser', async () => {
    expect(await pushTo([]).push.push(message)).toBe('nowhere');
  });

  it('never go to this machine or a private network, by address or by name', async () => {
    const subscription = service.subscribe('phone');
    const byName = { ...subscription, endpoint: service.url.replace('127.0.0.1', 'localhost') };
    const byHttp: Reach = { ...publicReach, protocols: ['http:'] };
    expect(await pushTo([subscription], byHttp).push.push(message)).toBe('nowhere');
    expect(await pushTo([byName], byHttp).push.push(message)).toBe('nowhere');
    expect(service.shown).toEqual([]);
  });
});

describe('the key pair of push messages', () => {
  it('is the same for the same secret, and another for another', () => {
    expect(vapidKeysOf('one')).toEqual(vapidKeysOf('one'));
    expect(vapidKeysOf('one').publicKey).not.toBe(vapidKeysOf('two').publicKey);
    expect(Buffer.from(keys.publicKey, 'base64url')).toHaveLength(65);
  });
});
