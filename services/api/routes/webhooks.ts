import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { z } from 'zod';
import { epoch, minute } from '#shared/domain/instant.ts';
import { withoutSecretNumbers } from '#shared/domain/redact.ts';

import { readForm, readJson } from '../body.ts';
import type { ApiDependencies, WebhookParams } from '../dependencies.ts';
import { storableText } from '../domain/storable.ts';
import { Problem } from '../problem.ts';
import { openRoute, type Route } from '../route.ts';

/**
 * A push that says the same after this long is news again; one on the border that is taken twice
 * tells nobody anything twice.
 */
const samePushWithinMs = 5 * minute;

const emptyTwiml = () =>
  new Response('<?xml version="1.0" encoding="UTF-8"?><Response/>', {
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  });
const noContent = () => new Response(null, { status: 204 });
const notAsTwilioMakesIt = () =>
  new Problem('invalid-fields', 'This is not a webhook as Twilio makes it.');
const nowhere = () => new Problem('not-found', 'There is nothing at this address.');

/** Path and query exactly as they came: Twilio signs the characters, not their meaning. */
const target = (url: string): string => /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '/';

const formDoc = z.looseObject({}).meta({ description: 'The form that Twilio sends.' });
const sameSecret = (shown: string, secret: string): boolean =>
  timingSafeEqual(
    createHash('sha256').update(shown).digest(),
    createHash('sha256').update(secret).digest(),
  );

/**
 * Where Twilio and AeroAPI tell us what happened. They run no turns: they write once and answer at
 * once.
 */
export const webhookRoutes = (
  deps: Pick<ApiDependencies, 'desk' | 'clock' | 'log' | 'twilio' | 'deliveryReport' | 'alerts'>,
): readonly Route[] => {
  const { desk, clock, log, twilio, deliveryReport, alerts } = deps;

  /** The form of a webhook, once it is known that Twilio signed it for this address. */
  const signedForm = async (c: Context, limit: number): Promise<WebhookParams> => {
    const params = await readForm(c.req.raw, limit);
    const url = twilio.publicBaseUrl.replace(/\/$/, '') + target(c.req.url);
    if (twilio.isAuthentic({ url, signature: c.req.header('x-twilio-signature') ?? null, params }))
      return params;
    log.warn('webhook refused: the signature does not fit', { route: c.req.routePath });
    throw new Problem('bad-signature', 'The request is not signed by Twilio for this address.');
  };

  const status = async (
    c: Context,
    limit: number,
    ledgerId: string | undefined,
  ): Promise<Response> => {
    const params = await signedForm(c, limit);
    const id = z.uuid().safeParse(ledgerId);
    if (!id.success) throw nowhere();
    const report = twilio.parseStatus(params);
    if (!report) throw notAsTwilioMakesIt();
    const { providerId, errorCode: code, permanent } = report;
    await deliveryReport({
      id: id.data,
      providerId,
      status: report.status,
      code,
      permanent,
      now: clock.now(),
    });
    return noContent();
  };

  const statusDoc = {
    method: 'POST',
    tag: 'Webhooks',
    body: formDoc,
    bodyTypes: ['application/x-www-form-urlencoded'],
    answers: { 204: { description: 'Taken.' } },
    problems: [
      'malformed-body',
      'bad-signature',
      'not-found',
      'body-too-large',
      'unsupported-media-type',
      'invalid-fields',
    ],
  } as const;

  return [
    openRoute(
      {
        method: 'POST',
        path: '/webhooks/twilio',
        tag: 'Webhooks',
        summary: 'A traveller wrote (Twilio)',
        description:
          'Signed by Twilio over the public base URL. The same MessageSid is the same ' +
          'message; the answer to the traveller comes later, by itself.',
        body: formDoc,
        bodyTypes: ['application/x-www-form-urlencoded'],
        answers: {
          200: { description: 'Taken: an empty TwiML document.', contentType: 'text/xml' },
        },
        problems: [
          'malformed-body',
          'bad-signature',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async (c, limit) => {
        const inbound = twilio.parseInbound(await signedForm(c, limit));
        if (!inbound) throw notAsTwilioMakesIt();
        const taken = await desk.receiveInbound({
          ...inbound,
          // What must not be kept is gone before anything is written.
          text: withoutSecretNumbers(storableText(inbound.text)),
          media: inbound.media.map(({ url, contentType }) => ({
            url: storableText(url),
            contentType: storableText(contentType),
          })),
          now: clock.now(),
        });
        if (!taken)
          log.warn('message to a number that is no agency’s', { messageSid: inbound.providerId });
        return emptyTwiml();
      },
    ),
    openRoute(
      {
        ...statusDoc,
        path: '/webhooks/twilio/status/{messageId}',
        summary: 'What became of a message (Twilio)',
        params: z.object({ messageId: z.uuid() }),
      },
      (c, limit) => status(c, limit, c.req.param('messageId')),
    ),
    openRoute(
      {
        ...statusDoc,
        path: '/webhooks/twilio/status',
        summary: 'What became of a message, named in the query (Twilio)',
        query: z.object({ id: z.uuid() }),
      },
      (c, limit) => status(c, limit, c.req.query('id')),
    ),
    openRoute(
      {
        method: 'POST',
        path: '/webhooks/aeroapi/{token}',
        tag: 'Webhooks',
        summary: 'Something happened to a flight (AeroAPI)',
        description:
          'AeroAPI signs nothing, so the address holds a secret. A push is a hint: the ' +
          'tracker looks before anybody is told.',
        params: z.object({ token: z.string() }),
        body: z.looseObject({}).meta({ description: 'The alert that AeroAPI sends.' }),
        answers: { 204: { description: 'Taken.' } },
        problems: [
          'malformed-body',
          'not-found',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async (c, limit) => {
        if (alerts.token === null || !sameSecret(c.req.param('token') ?? '', alerts.token))
          throw nowhere();
        const body = await readJson(c.req.raw, limit);
        const alert = alerts.parse(body);
        if (!alert)
          throw new Problem('invalid-fields', 'This is not an alert as AeroAPI makes it.');
        // One alert pushes many times; what makes two deliveries the same push is that they say the
        // same at about the same time: a flight that is cancelled, reinstated and cancelled again
        // says the same twice.
        const now = clock.now();
        const moment = Math.floor(epoch(now) / samePushWithinMs);
        const eventKey = createHash('sha256')
          .update(JSON.stringify([body, moment]))
          .digest('hex');
        const followed = await desk.receiveAlert({ ...alert, eventKey, now });
        log.info('alert received', { alertId: alert.alertId, code: alert.code, followed });
        return noContent();
      },
    ),
  ];
};
