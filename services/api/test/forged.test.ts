import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { hostileText } from '#shared/testing/hostile.ts';
import { alertToken, anApi, booked, publicBaseUrl } from './harness.ts';
import { inbound, push, report } from './requests.ts';

const path = '/webhooks/twilio';
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
/**
 * What Twilio's signature covers: two forms for which this is the same cannot be told apart by
 * anybody.
 */
const covered = (form: Readonly<Record<string, string>>): string =>
  Object.keys(form)
    .sort()
    .map((name) => name + form[name])
    .join('');
const sid = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;
const sendable = hostileText.map((text) => text.replace(/\p{Surrogate}/gu, ''));

describe('a webhook of Twilio that was forged', () => {
  it('by changing, adding or leaving out anything that was signed is refused and writes nothing', async () => {
    const { send, eventTypes, seen, twilio } = await anApi();
    const right = inbound();
    await twilio(path, right);
    const signature = String(seen[0]?.signature);
    const count = (await eventTypes()).length;
    expect(count).toBe(1);
    const change = fc.record({
      name: fc.oneof(fc.constantFrom(...Object.keys(right)), sendable),
      value: fc.option(sendable, { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const form: Record<string, string> = { ...right };
        for (const { name, value } of changes) {
          if (value === null) delete form[name];
          else form[name] = value;
        }
        fc.pre(covered(form) !== covered(right));
        const answer = await send('POST', path, {
          headers: { ...formType, 'x-twilio-signature': signature },
          body: new URLSearchParams(form).toString(),
        });
        expect(answer.status).toBe(403);
        expect(await eventTypes()).toHaveLength(count);
      }),
      { numRuns: 200 },
    );
  });

  it('with a signature of another address, of another token, or made up, is refused and writes nothing', async () => {
    const { send, eventTypes } = await anApi();
    const form = inbound();
    const signatures = fc.oneof(
      fc.string({
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      }),
      fc.base64String(),
      fc
        .webUrl()
        .map((url) => getExpectedTwilioSignature('the-auth-token-of-the-account', url, form)),
      fc
        .string({ minLength: 1 })
        .map((token) => getExpectedTwilioSignature(`${token}.`, publicBaseUrl + path, form)),
      fc.constant(getExpectedTwilioSignature('', publicBaseUrl + path, form)),
      fc.constant(
        getExpectedTwilioSignature(
          'the-auth-token-of-the-account',
          `${publicBaseUrl}/webhooks/twilio/status`,
          form,
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(signatures, async (signature) => {
        const answer = await send('POST', path, {
          headers: { ...formType, 'x-twilio-signature': signature },
          body: new URLSearchParams(form).toString(),
        });
        expect(answer.status).toBe(403);
      }),
    );
    expect(await eventTypes()).toEqual([]);
  });

  it('from a right one by sending it to another address, or for another message, is refused', async () => {
    const { send, twilio, seen } = await anApi();
    const own = `${path}/status/${randomUUID()}`;
    await twilio(own, report());
    const signature = String(seen[0]?.signature);
    const body = new URLSearchParams(report()).toString();
    for (const elsewhere of [
      `${path}/status/${randomUUID()}`,
      `${path}/status?id=${randomUUID()}`,
      `${own}?x=1`,
      path,
    ]) {
      const answer = await send('POST', elsewhere, {
        headers: { ...formType, 'x-twilio-signature': signature },
        body,
      });
      expect([elsewhere, answer.status]).toEqual([elsewhere, 403]);
    }
  });
});

describe('webhooks of Twilio that come again, in any order and at once', () => {
  it('make one event of each message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 30 }), async (deliveries) => {
        const { twilio, eventTypes } = await anApi();
        const answers = await Promise.all(
          deliveries.map((n) =>
            twilio(path, inbound({ MessageSid: sid(n), Body: `message ${n}` })),
          ),
        );
        expect(answers.map(({ status }) => status)).toEqual(deliveries.map(() => 200));
        expect(await eventTypes()).toHaveLength(new Set(deliveries).size);
      }),
      { numRuns: 40 },
    );
  });

  it('leave a message in the furthest state that was reported, and say once that it failed', async () => {
    const rank = ['queued', 'sent', 'delivered', 'read'];
    const statuses = fc.array(fc.constantFrom(...rank, 'failed', 'undelivered'), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(statuses, async (reported) => {
        const api = await anApi();
        const tripId = await booked(api.south);
        const trip = await api.store.trip(api.south.id, tripId);
        if (!trip) throw new Error('the trip is not there');
        const result = await api.store.commit(
          aTurn(aTripBooked(trip), { effects: [anEffect(trip, api.south)] }),
        );
        const effect = result.kind === 'committed' ? result.claimed[0] : undefined;
        if (!effect) throw new Error('nothing was claimed');
        const at = '2027-03-01T12:00:00.000Z';
        await api.store.settle({
          settlements: [
            { id: effect.id, fence: effect.fence, at, kind: 'sent', providerId: sid(7) },
          ],
          agencyId: api.south.id,
          now: at,
        });
        for (const MessageStatus of reported)
          expect(
            (
              await api.twilio(
                `${path}/status/${effect.id}`,
                report({ MessageSid: sid(7), MessageStatus, ErrorCode: '' }),
              )
            ).status,
          ).toBe(204);
        const failures = (await api.eventTypes(tripId)).filter((type) => type === 'MessageFailed');
        const messages = (await api.south.ask('GET', `/trips/${tripId}/messages`)).text;
        const hasFailed = reported.some(
          (status) => status === 'failed' || status === 'undelivered',
        );
        expect(failures.length).toBeLessThanOrEqual(hasFailed ? 1 : 0);
        // A repetition of everything changes nothing any more.
        for (const MessageStatus of [...reported, ...reported].reverse())
          await api.twilio(
            `${path}/status/${effect.id}`,
            report({ MessageSid: sid(7), MessageStatus, ErrorCode: '' }),
          );
        if (!hasFailed)
          expect((await api.south.ask('GET', `/trips/${tripId}/messages`)).text).toBe(messages);
        expect(
          (await api.eventTypes(tripId)).filter((type) => type === 'MessageFailed').length,
        ).toBeLessThanOrEqual(hasFailed ? 1 : 0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a push of AeroAPI that was forged', () => {
  it('with any token but the right one finds nothing, and writes nothing', async () => {
    const { send, eventTypes } = await anApi();
    const near = fc
      .nat(alertToken.length - 1)
      .map((at) => `${alertToken.slice(0, at)}X${alertToken.slice(at + 1)}`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(near, fc.webSegment(), fc.uuid(), fc.constant(alertToken.toUpperCase())),
        async (token) => {
          fc.pre(token !== alertToken && token !== '' && token !== '.' && token !== '..');
          const answer = await send('POST', `/webhooks/aeroapi/${token}`, {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(push()),
          });
          expect([token, answer.status]).toEqual([token, 404]);
        },
      ),
    );
    expect(await eventTypes()).toEqual([]);
  });

  it('with the right one about a flight that nobody follows writes nothing, whatever it says', async () => {
    const api = await anApi();
    const tripId = await booked(api.south);
    const before = (await api.south.ask('GET', `/trips/${tripId}`)).text;
    const events = (await api.eventTypes()).length;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('ident', 'fa_flight_id', 'status', 'destination_iata'),
          sendable,
        ),
        async (flight) => {
          const body = JSON.stringify(
            push({ flight: { ...flight, fa_flight_id: `${flight['fa_flight_id'] ?? ''}-forged` } }),
          );
          const answer = await api.send('POST', `/webhooks/aeroapi/${alertToken}`, {
            headers: { 'content-type': 'application/json' },
            body,
          });
          expect([204, 422]).toContain(answer.status);
        },
      ),
      { numRuns: 60 },
    );
    expect(await api.eventTypes()).toHaveLength(events);
    expect((await api.south.ask('GET', `/trips/${tripId}`)).text).toBe(before);
  });
});
