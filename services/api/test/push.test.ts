import type { StaffPushMessage } from '#shared/ports/staff-push.ts';
import { publicReach } from '#shared/public-address.ts';
import { aBrowser, join, signedIn } from './browser.ts';
import { anApi, mistakes } from './harness.ts';

const p256dh =
  'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';
const auth = 'MDEyMzQ1Njc4OWFiY2RlZg';
const endpointOf = (name: string) => `https://push.example/send/${name}`;
const subscriptionOf = (name: string) => ({
  endpoint: endpointOf(name),
  expirationTime: null,
  keys: { p256dh, auth },
});

describe('browsers of members', () => {
  it('are subscribed with our key, confirmed, and taken back', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    const { json } = await ana.ask('GET', '/push/key');
    expect(json).toEqual({ key: api.dependencies.push?.publicKey });
    for (const _ of [1, 2])
      expect((await ana.ask('POST', '/push/subscriptions', subscriptionOf('phone'))).status).toBe(
        204,
      );
    const stored = () => api.store.push.of(api.south.id, ana.id);
    expect(await stored()).toEqual([{ endpoint: endpointOf('phone'), p256dh, auth }]);
    const remove = () =>
      ana.ask('DELETE', '/push/subscriptions', { endpoint: endpointOf('phone') });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect(await stored()).toEqual([]);
  });

  it('are sealed at rest, and end with the member', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    await ana.ask('POST', '/push/subscriptions', subscriptionOf('phone'));
    expect(await api.tablesWith('push.example')).toEqual([]);
    expect(await api.tablesWith(auth)).toEqual([]);
    await api.south.ask('DELETE', `/members/${ana.id}`);
    expect(await api.store.push.of(api.south.id, ana.id)).toEqual([]);
    const late = { endpoint: endpointOf('late'), p256dh, auth };
    const now = api.dependencies.clock.now();
    expect(await api.store.push.add(api.south.id, ana.id, late, now)).toBe(false);
  });

  it('are of whoever signed in there last', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    const eva = await signedIn(api, 'eva');
    await ana.ask('POST', '/push/subscriptions', subscriptionOf('shared'));
    await eva.ask('POST', '/push/subscriptions', subscriptionOf('shared'));
    expect(await api.store.push.of(api.south.id, ana.id)).toEqual([]);
    expect(await api.store.push.of(api.south.id, eva.id)).toHaveLength(1);
    const taken = await ana.ask('DELETE', '/push/subscriptions', {
      endpoint: endpointOf('shared'),
    });
    expect(taken.status).toBe(404);
  });

  it('are of one agency: another one’s member neither reads nor removes them', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    await ana.ask('POST', '/push/subscriptions', subscriptionOf('phone'));
    await join(api.north, 'noa');
    const noa = aBrowser(api);
    await noa.signIn('noa');
    const answer = await noa.ask('DELETE', '/push/subscriptions', {
      endpoint: endpointOf('phone'),
    });
    expect(answer.status).toBe(404);
    expect(await api.store.push.of(api.north.id, ana.id)).toEqual([]);
    const theirs = { endpoint: endpointOf('x'), p256dh, auth };
    const now = api.dependencies.clock.now();
    expect(await api.store.push.add(api.north.id, ana.id, theirs, now)).toBe(false);
  });

  it('are twenty of a member at most, the latest', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    for (let n = 1; n <= 22; n += 1) {
      api.advance(1_000);
      await ana.ask('POST', '/push/subscriptions', subscriptionOf(`n${n}`));
    }
    const kept = await api.store.push.of(api.south.id, ana.id);
    expect(kept).toHaveLength(20);
    expect(kept.map(({ endpoint }) => endpoint)).not.toContain(endpointOf('n2'));
  });

  it('are on the internet, and have the keys of a browser', async () => {
    const api = await anApi();
    const ana = await signedIn(api, 'ana');
    const mistakesOf = async (change: object) =>
      mistakes(
        await ana.ask('POST', '/push/subscriptions', { ...subscriptionOf('phone'), ...change }),
      );
    for (const endpoint of [
      'https://127.0.0.1/x',
      'https://169.254.169.254/latest',
      'https://[fd00::1]/x',
      'http://push.example/x',
      'https://user:pass@push.example/x',
    ])
      expect(await mistakesOf({ endpoint })).toEqual(['#/endpoint not_public']);
    expect(await mistakesOf({ endpoint: 'push.example' })).toEqual(['#/endpoint invalid_format']);
    expect(await mistakesOf({ keys: { p256dh: 'B'.repeat(87), auth } })).toEqual([
      '#/keys/p256dh custom',
    ]);
    expect(await mistakesOf({ keys: { p256dh, auth: 'short' } })).toEqual(['#/keys/auth custom']);
  });

  it('are shown a test message, and none of systems with keys', async () => {
    const pushed: StaffPushMessage[] = [];
    const api = await anApi();
    const subscriptions = api.store.push;
    const again = await anApi({
      push: {
        publicKey: 'key',
        subscriptions,
        reach: publicReach,
        staff: {
          push: async (message) => {
            pushed.push(message);
            return 'sent';
          },
        },
      },
    });
    const ana = await signedIn(again, 'ana');
    expect((await ana.ask('POST', '/push/test')).json).toEqual({ outcome: 'sent' });
    expect(pushed).toMatchObject([{ agencyId: again.south.id, memberId: ana.id }]);
    expect((await again.south.ask('POST', '/push/test')).status).toBe(403);
  });
});
