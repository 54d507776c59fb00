import { setImmediate } from 'node:timers/promises';
import { changeStreamRoutes } from '../routes/change-stream.ts';
import { signedIn } from './browser.ts';
import { anApi, bookTrip } from './harness.ts';

/** The API with the stream of one machine, whose pauses end at once. */
const streaming = async () => {
  const plain = await anApi();
  const { store } = plain;
  let pauses = 0;
  const api = await anApi({
    moreRoutes: changeStreamRoutes({
      changes: store.changes,
      desk: store,
      sessions: store.sessions,
      clock: { now: () => api.dependencies.clock.now() },
      pause: async () => {
        pauses += 1;
        await setImmediate();
      },
    }),
  });
  return { api, pauses: () => pauses };
};
type Api = Awaited<ReturnType<typeof streaming>>['api'];

/** Listens to the stream of the southern agency. */
const listen = async (api: Api, headers: Readonly<Record<string, string>>, query = '') => {
  const response = await api.app.request(`/changes/stream${query}`, { headers });
  const reader = response.body?.getReader();
  if (!reader) throw new Error('there is no stream');
  const decoder = new TextDecoder();
  /** The next event; null: it has ended. */
  const next = async () => {
    const { value, done } = await reader.read();
    if (done) return null;
    const lines = decoder.decode(value).trim().split('\n');
    const fields = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s)));
    return { ...fields, ...(fields.data && { data: JSON.parse(fields.data) }) };
  };
  /** The next event that is none of silence. */
  const nextEvent = async () => {
    for (;;) {
      const event = await next();
      if (event === null || 'event' in event) return event;
    }
  };
  return { response, next, nextEvent, stop: () => reader.cancel() };
};
const ofSouth = (api: Api) => ({ authorization: `Bearer ${api.south.key}` });

describe('the stream of changes', () => {
  it('says at once where it begins, and then what is committed', async () => {
    const { api } = await streaming();
    const { response, next, nextEvent, stop } = await listen(api, ofSouth(api));
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await next()).toMatchObject({ event: 'changes', data: { changes: [], reset: true } });
    const coming = nextEvent();
    const tripId = await bookTrip(api.south);
    const { journeyId } = (await api.south.ask('GET', `/trips/${tripId}`)).json;
    expect(await coming).toMatchObject({
      event: 'changes',
      data: {
        reset: false,
        changes: expect.arrayContaining([{ topic: 'journey', id: journeyId }]),
      },
    });
    await stop();
  });

  it('goes on after a broken connection from the last event', async () => {
    const { api } = await streaming();
    const first = await listen(api, ofSouth(api));
    const begun = await first.next();
    await first.stop();
    await bookTrip(api.south);
    const again = await listen(api, { ...ofSouth(api), 'last-event-id': begun?.id });
    const { data } = (await again.next()) ?? {};
    expect([data.reset, data.changes.length]).toEqual([false, 2]);
    await again.stop();
  });

  it('moves the cursor while nothing happens, and looks no more when nobody reads', async () => {
    const { api, pauses } = await streaming();
    const { next, stop } = await listen(api, ofSouth(api));
    const begun = await next();
    const silence = await next();
    expect(Object.keys(silence ?? {})).toEqual(['id']);
    expect(silence?.id).toMatch(/@/);
    expect(begun?.id).toMatch(/@/);
    await stop();
    const awhile = async () => {
      for (let i = 0; i < 500; i++) await setImmediate();
    };
    // A look that was under way comes to its end, however busy the machine is; none follows it.
    const atStop = pauses();
    for (let i = 0; i < 10; i++) await awhile();
    const after = pauses();
    await awhile();
    expect([atStop > 0, after - atStop < 3, pauses()]).toEqual([true, true, after]);
  });

  it('ends when its member leaves, and is refused from then on', async () => {
    const { api } = await streaming();
    await signedIn(api, 'olga', { role: 'owner' });
    const guide = await signedIn(api, 'eva');
    const cookie = guide.cookie();
    const { next, nextEvent } = await listen(api, { cookie });
    await next();
    await api.south.ask('DELETE', `/members/${guide.id}`);
    expect(await nextEvent()).toMatchObject({
      event: 'changes',
      data: { changes: [{ topic: 'member', id: guide.id }] },
    });
    expect(await nextEvent()).toMatchObject({ event: 'end' });
    expect(await next()).toBeNull();
    const refused = await api.send('GET', '/changes/stream', { headers: { cookie } });
    expect([refused.status, refused.json['type']]).toEqual([401, '/docs#signed-out']);
  });
});
