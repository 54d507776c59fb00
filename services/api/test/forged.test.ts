import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { hostileText } from '#shared/testing/hostile.ts';
import { alertToken, anApi, authToken, bookTrip, publicBaseUrl } from './harness.ts';
import { inbound, push, report } from './requests.ts';

const path = '/webhooks/twilio';
const formType = { 'content-type': 'application/x-www-form-urlencoded' };
/** What Twilio's signature covers: forms for which this is equal have the same signature. */
const signedContent = (form: Readonly<Record<string, string>>): string =>
  Object.keys(form)
    .sort()
    .map((name) => name + form[name])
    .join('');
const messageSid = (n: number): string => `SM${n.toString(16).padStart(32, '0')}`;
const encodableText = hostileText.map((text) => text.replace(/\p{Surrogate}/gu, ''));

describe('a webhook of Twilio that was forged', () => {
  it('by changing, adding or removing a signed field is refused and writes nothing', async () => {
    const { send, eventTypes, signedRequests, twilio } = await anApi();
    const signedForm = inbound();
    await twilio(path, signedForm);
    const signature = String(signedRequests[0]?.signature);
    const eventCount = (await eventTypes()).length;
    expect(eventCount).toBe(1);
    const change = fc.record({
      name: fc.oneof(fc.constantFrom(...Object.keys(signedForm)), encodableText),
      value: fc.option(encodableText, { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const form: Record<string, string> = { ...signedForm };
        for (const { name, value } of changes) {
          if (value === null) delete form[name];
          else form[name] = value;
        }
        fc.pre(signedContent(form) !== signedContent(signedForm));
        const answer = await send('POST', path, {
          headers: { ...formType, 'x-twilio-signature': signature },
          body: new URLSearchParams(form).toString(),
        });
        expect(answer.status).toBe(403);
        expect(await eventTypes()).toHaveLength(eventCount);
      }),
      { numRuns: 200 },
    );
  });

  it('with the signature of another address or token, or a random one, is refused', async () => {
    const { send, eventTypes } = await anApi();
    const form = inbound();
    const signatures = fc.oneof(
      fc.string({
        unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      }),
      fc.base64String(),
      fc.webUrl().map((url) => getExpectedTwilioSignature(authToken, url, form)),
      fc
        .string({ minLength: 1 })
        .map((token) => getExpectedTwilioSignature(`${token}.`, publicBaseUrl + path, form)),
      fc.constant(getExpectedTwilioSignature('', publicBaseUrl + path, form)),
      fc.constant(
        getExpectedTwilioSignature(authToken, `${publicBaseUrl}/webhooks/twilio/status`, form),
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

  it('by sending a signed one to another address, or for another message, is refused', async () => {
    const { send, twilio, signedRequests } = await anApi();
    const statusPath = `${path}/status/${randomUUID()}`;
    await twilio(statusPath, report());
    const signature = String(signedRequests[0]?.signature);
    const body = new URLSearchParams(report()).toString();
    for (const otherPath of [
      `${path}/status/${randomUUID()}`,
      `${path}/status?id=${randomUUID()}`,
      `${statusPath}?x=1`,
      path,
    ]) {
      const answer = await send('POST', otherPath, {
        headers: { ...formType, 'x-twilio-signature': signature },
        body,
      });
      expect([otherPath, answer.status]).toEqual([otherPath, 403]);
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
            twilio(path, inbound({ MessageSid: messageSid(n), Body: `message ${n}` })),
          ),
        );
        expect(answers.map(({ status }) => status)).toEqual(deliveries.map(() => 200));
        expect(await eventTypes()).toHaveLength(new Set(deliveries).size);
      }),
      { numRuns: 40 },
    );
  });

  it('leave a message in the furthest state reported, and emit its failure once', async () => {
    const progress = ['queued', 'sent', 'delivered', 'read'];
    const statuses = fc.array(fc.constantFrom(...progress, 'failed', 'undelivered'), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(statuses, async (reportedStatuses) => {
        const api = await anApi();
        const tripId = await bookTrip(api.south);
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
            { id: effect.id, fence: effect.fence, at, kind: 'sent', providerId: messageSid(7) },
          ],
          agencyId: api.south.id,
          now: at,
        });
        for (const MessageStatus of reportedStatuses)
          expect(
            (
              await api.twilio(
                `${path}/status/${effect.id}`,
                report({ MessageSid: messageSid(7), MessageStatus, ErrorCode: '' }),
              )
            ).status,
          ).toBe(204);
        const failures = (await api.eventTypes(tripId)).filter((type) => type === 'MessageFailed');
        const messages = (await api.south.ask('GET', `/trips/${tripId}/messages`)).text;
        const hasFailed = reportedStatuses.some(
          (status) => status === 'failed' || status === 'undelivered',
        );
        expect(failures.length).toBeLessThanOrEqual(hasFailed ? 1 : 0);
        // Repeating every report changes nothing more.
        for (const MessageStatus of [...reportedStatuses, ...reportedStatuses].reverse())
          await api.twilio(
            `${path}/status/${effect.id}`,
            report({ MessageSid: messageSid(7), MessageStatus, ErrorCode: '' }),
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
    const almostRightToken = fc
      .nat(alertToken.length - 1)
      .map((at) => `${alertToken.slice(0, at)}X${alertToken.slice(at + 1)}`);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          almostRightToken,
          fc.webSegment(),
          fc.uuid(),
          fc.constant(alertToken.toUpperCase()),
        ),
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

  it('with the right token, about a flight that nobody follows, writes nothing', async () => {
    const api = await anApi();
    const tripId = await bookTrip(api.south);
    const before = (await api.south.ask('GET', `/trips/${tripId}`)).text;
    const events = (await api.eventTypes()).length;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.constantFrom('ident', 'fa_flight_id', 'status', 'destination_iata'),
          encodableText,
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
