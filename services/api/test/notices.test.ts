import { z } from 'zod';
import { minute } from '#shared/domain/instant.ts';
import { signedIn } from './browser.ts';
import { type Api, anApi, bookTrip, mistakes } from './harness.ts';
import { inbound } from './requests.ts';

const Preview = z.looseObject({
  previewId: z.string(),
  count: z.int(),
  recipients: z.array(z.looseObject({ contactId: z.string(), name: z.string() })),
  leftOut: z.array(z.looseObject({ name: z.string(), why: z.string() })),
});
const text = 'We meet at desk 12';

const preview = async (api: Api, to: unknown, more: object = { text }) => {
  const answer = await api.south.ask('POST', '/messages/preview', { to, ...more });
  if (answer.status !== 201) throw new Error(answer.text);
  return Preview.parse(answer.json);
};
const confirm = (api: Api, previewId: string, more: object = {}) =>
  api.south.ask('POST', '/messages', { previewId, confirm: true, ...more });
/** The key of the flight that `booking` is of. */
const flightKeyOf = async (api: Api, tripId: string) =>
  (await api.store.trip(api.south.id, tripId))?.flightKey ?? '';
/** Contacts whom the events are for, by the texts that wait for them. */
const requested = async (api: Api) =>
  (await api.emitted()).filter(({ type }) => type === 'NoticeRequested');

describe('a preview of a message to many', () => {
  it('says who reads what, who is left out and why, and sends nothing', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await bookTrip(api.south, {
      clientName: 'John Bell',
      whatsapp: '+54 9 11 5555 0101',
      language: 'en',
    });
    await bookTrip(api.south, { clientName: 'Norma Paz', whatsapp: null });
    await api.twilio('/webhooks/twilio', inbound());
    const seen = await preview(api, { flightKey: await flightKeyOf(api, tripId) });
    expect(seen).toMatchObject({
      ...{ count: 2, needsCount: false, sending: { state: 'live' } },
      versions: [
        {
          language: 'en',
          window: 'closed',
          count: 1,
          text: expect.stringContaining('has a notice'),
        },
        { language: 'es', window: 'open', count: 1, text },
      ],
      leftOut: [{ name: 'Norma Paz', why: 'no_number' }],
      allowance: { perDay: 1000, used: 0, left: 1000 },
    });
    expect(await requested(api)).toEqual([]);
    const { previewId } = seen;
    const row = await api.south.ask('GET', `/messages/${previewId}`);
    expect(row.json).toMatchObject({ state: 'previewed', counts: { total: 2, sent: 0 } });
    expect((await api.north.ask('GET', `/messages/${previewId}`)).status).toBe(404);
    expect(await api.tablesWith('desk 12')).toEqual([]);
  });

  it('has each person once, though they match several ways', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await bookTrip(api.south, { clientName: 'Tomás Ruiz' });
    await bookTrip(api.south, { clientName: 'Ana Ruiz', departure: '2027-03-05T16:20' });
    const trip = await api.store.trip(api.south.id, tripId);
    const filter = { from: '2027-03-01T00:00:00.000Z', to: '2027-03-09T00:00:00.000Z' };
    for (const to of [
      { filter },
      { journeyId: trip?.journeyId },
      { contactIds: [trip?.contactId] },
    ])
      expect((await preview(api, to)).count).toBe(1);
  });

  it('leaves out who left, who is on no other language’s list, and who is paused', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const trip = await api.store.trip(api.south.id, tripId);
    const to = { contactIds: [trip?.contactId] };
    expect((await preview(api, to, { texts: { en: 'See you' } })).leftOut).toMatchObject([
      { why: 'no_language' },
    ]);
    await api.south.ask('PUT', `/contacts/${trip?.contactId}/sending`, {
      state: 'paused',
      reason: 'x',
    });
    expect((await preview(api, to)).leftOut).toMatchObject([{ why: 'paused' }]);
    const { previewId } = await preview(api, to);
    expect((await confirm(api, previewId)).json['type']).toBe('/docs#nobody-to-write-to');
  });

  it('needs words and one target', async () => {
    const api = await anApi();
    const wrong = async (body: unknown) =>
      mistakes(await api.south.ask('POST', '/messages/preview', body));
    expect(await wrong({ to: {}, text })).toEqual(['#/to one_of']);
    expect(
      await wrong({ to: { group: 'a', flightKey: 'BA820/LHR-CPH/2027-03-03/16' }, text }),
    ).toEqual(['#/to one_of']);
    expect(await wrong({ to: { group: 'a' } })).toEqual(['#/text required']);
    expect(await wrong({ to: { group: 'a' }, text: 'a'.repeat(751) })).toEqual(['#/text too_big']);
  });
});

describe('a preview that is confirmed', () => {
  it('goes to exactly those who were previewed, once, however often it is asked for', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await bookTrip(api.south, { clientName: 'John Bell', whatsapp: '+54 9 11 5555 0101' });
    const seen = await preview(api, { flightKey: await flightKeyOf(api, tripId) });
    const first = await confirm(api, seen.previewId);
    expect([first.status, first.headers.get('location')]).toEqual([
      202,
      `/messages/${seen.previewId}`,
    ]);
    const again = await Promise.all([1, 2, 3].map(() => confirm(api, seen.previewId)));
    expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await requested(api)).toHaveLength(2);
    const conversations = await api.store.conversations(api.south.id, { limit: 10 });
    expect(conversations.map(({ phone }) => phone).toSorted()).toEqual([
      '+5491155550100',
      '+5491155550101',
    ]);
    expect(first.json).toMatchObject({ state: 'sending', counts: { total: 2, waiting: 2 } });
    expect(
      (await preview(api, { contactIds: [seen.recipients[0]?.contactId] }))['allowance'],
    ).toMatchObject({ used: 2 });
  });

  it('is refused with the difference where it expired or people changed', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const to = { flightKey: await flightKeyOf(api, tripId) };
    const { previewId, recipients } = await preview(api, to);
    await bookTrip(api.south, { clientName: 'John Bell', whatsapp: '+54 9 11 5555 0101' });
    const contactId = recipients[0]?.contactId ?? '';
    await api.south.ask('PATCH', `/contacts/${contactId}`, { language: 'pt' });
    const changed = await confirm(api, previewId);
    expect([changed.status, changed.json['type'], changed.json['why']]).toEqual([
      ...[409, '/docs#preview-stale', 'changed'],
    ]);
    expect(changed.json['difference']).toMatchObject({
      ...{ added: [expect.any(String)], removed: [], changed: [contactId] },
    });
    const late = await preview(api, to);
    api.advance(10 * minute);
    expect((await confirm(api, late.previewId)).json).toMatchObject({
      ...{ why: 'expired', difference: { added: [], removed: [], changed: [] } },
    });
    expect(await requested(api)).toEqual([]);
  });

  it('to more than 50 needs their number, or a second member', async () => {
    const api = await anApi();
    for (let n = 0; n < 51; n += 1)
      await bookTrip(api.south, { clientName: `Ana ${n}`, whatsapp: `+54 9 11 5555 ${1000 + n}` });
    const filter = { from: '2027-03-01T00:00:00.000Z', to: '2027-03-09T00:00:00.000Z' };
    const { previewId, count } = await preview(api, { filter });
    expect(count).toBe(51);
    expect((await confirm(api, previewId)).json).toMatchObject({
      ...{ type: '/docs#confirmation-needed', recipients: 51 },
    });
    expect(mistakes(await confirm(api, previewId, { confirmCount: 50 }))).toEqual([
      '#/confirmCount wrong_count',
    ]);
    const [lucia, eva] = [await signedIn(api, 'lucia'), await signedIn(api, 'eva')];
    const own = await lucia.ask('POST', '/messages/preview', { to: { filter }, text });
    const send = { previewId: own.json['previewId'], confirm: true };
    expect((await lucia.ask('POST', '/messages', send)).status).toBe(409);
    expect((await eva.ask('POST', '/messages', send)).json).toMatchObject({ confirmedBy: 'eva' });
    expect((await confirm(api, previewId, { confirmCount: 51 })).status).toBe(202);
    expect(await requested(api)).toHaveLength(102);
  }, 60_000);

  it('is refused where it would be more than may be written to in a day', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await api.south.ask('PUT', '/settings/rate_limiting', { notices_per_day: 1 });
    const to = { flightKey: await flightKeyOf(api, tripId) };
    const [one, two] = [await preview(api, to), await preview(api, to)];
    expect((await confirm(api, one.previewId)).status).toBe(202);
    expect((await confirm(api, two.previewId)).json).toMatchObject({
      ...{ type: '/docs#notice-allowance', perDay: 1, used: 1 },
    });
  });

  it('is stopped for whom it has not gone out to', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const { previewId } = await preview(api, { flightKey: await flightKeyOf(api, tripId) });
    expect((await api.south.ask('POST', `/messages/${previewId}/stop`)).status).toBe(404);
    await confirm(api, previewId);
    expect((await api.south.ask('POST', `/messages/${previewId}/stop`)).json).toMatchObject({
      ...{ state: 'stopped', counts: { waiting: 0, notSent: 1 } },
      // Entered or not by then.
      recipients: [{ state: 'not_sent', reason: 'stopped' }],
    });
  });
});

describe('the erasure of a person', () => {
  it('ends notices that were for them alone, and takes them off others', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    await bookTrip(api.south, { clientName: 'John Bell', whatsapp: '+54 9 11 5555 0101' });
    const both = await preview(api, { flightKey: await flightKeyOf(api, tripId) });
    const contactId = (await api.store.trip(api.south.id, tripId))?.contactId ?? '';
    const alone = await preview(api, { contactIds: [contactId] });
    const erased = await api.south.ask('POST', `/contacts/${contactId}/erase`, {
      dryRun: false,
      withdraw: true,
    });
    expect(erased.status).toBe(200);
    expect((await api.south.ask('GET', `/messages/${alone.previewId}`)).status).toBe(404);
    expect((await api.south.ask('GET', `/messages/${both.previewId}`)).json).toMatchObject({
      counts: { total: 1 },
    });
  });
});
