import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { html } from 'hono/html';
import { z } from 'zod';
import { type Choices, choicesOf } from '#shared/domain/choices.ts';
import { epoch, minute } from '#shared/domain/instant.ts';
import { Locale, localeOf } from '#shared/domain/locale.ts';
import { languageOfPhone } from '#shared/domain/phone-language.ts';
import { withoutSecretNumbers } from '#shared/domain/redact.ts';
import { type AgencyQuestion, agencyOptions } from '#shared/domain/which-agency.ts';
import { readForm, readJson } from '../body.ts';
import { spokenAnswer } from '../call-answer.ts';
import type { ApiDependencies, WebhookParams } from '../dependencies.ts';
import { cutText, storableText } from '../domain/storable.ts';
import type { RequestBudget } from '../limits.ts';
import { Problem } from '../problem.ts';
import { openRoute, type Route } from '../route.ts';

/**
 * Equal pushes in the same window are one event. Two windows may split repeated deliveries, which
 * is harmless: the tracker looks before anybody is told.
 */
const pushWindowMs = 5 * minute;

const xml = (document: string) =>
  new Response(document, { headers: { 'content-type': 'text/xml; charset=utf-8' } });
const twiml = (content: string) => xml(`<?xml version="1.0" encoding="UTF-8"?>${content}`);
const emptyTwiml = () => twiml('<Response/>');

const whichAgency: Readonly<
  Record<Locale, { readonly question: string; readonly byNumber: string; readonly opener: string }>
> = {
  es: {
    question: 'Este número es de varias agencias. ¿A cuál le escribes?',
    byNumber: 'Responde con el número:',
    opener: 'Ver agencias',
  },
  'es-AR': {
    question: 'Este número es de varias agencias. ¿A cuál le escribís?',
    byNumber: 'Respondé con el número:',
    opener: 'Ver agencias',
  },
  en: {
    question: 'Several agencies share this number. Which one are you writing to?',
    byNumber: 'Answer with its number:',
    opener: 'See the agencies',
  },
  pt: {
    question: 'Este número é de várias agências. Para qual você escreve?',
    byNumber: 'Responda com o número:',
    opener: 'Ver agências',
  },
};

/** The question which agency somebody writes to, to tap, and as text to answer by number. */
const questionOf = (
  agencies: AgencyQuestion['choices'],
  phone: string,
): { readonly text: string; readonly choices: Choices | null } => {
  const { question, byNumber, opener } = whichAgency[localeOf(languageOfPhone(phone), phone)];
  return {
    text: [
      `${question} ${byNumber}`,
      ...agencies.map(({ name }, index) => `${index + 1}. ${cutText(name, 60)}`),
    ].join('\n'),
    choices: choicesOf({ body: question, opener, options: agencyOptions(agencies) }),
  };
};
const answerWith = async (text: string): Promise<Response> =>
  twiml((await html`<Response><Message>${text}</Message></Response>`).toString());
const noContent = () => new Response(null, { status: 204 });
const invalidWebhook = () =>
  new Problem('invalid-fields', 'This is not a webhook as Twilio sends it.');
const notFound = () => new Problem('not-found', 'There is nothing at this address.');

/** Path and query as received, since Twilio signs the characters; parsing would change them. */
const pathAndQuery = (url: string): string => /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] ?? '/';

const TwilioForm = z.looseObject({}).meta({ description: 'The form that Twilio sends.' });
/** Compares in constant time, so that the time tells nothing about the secret. */
const isSameSecret = (candidate: string, secret: string): boolean =>
  timingSafeEqual(
    createHash('sha256').update(candidate).digest(),
    createHash('sha256').update(secret).digest(),
  );

/**
 * Webhooks of Twilio and AeroAPI. They run no turns: each writes once and responds at once. On AWS
 * all but the digit of a call come out of a queue: who presses it hears what is answered.
 */
export const webhookRoutes = (
  deps: Pick<ApiDependencies, 'desk' | 'clock' | 'log' | 'twilio' | 'deliveryReport' | 'alerts'>,
  budget: Pick<RequestBudget, 'forged'>,
): readonly Route[] => {
  const { desk, clock, log, twilio, deliveryReport, alerts } = deps;

  const publicUrlOf = (c: Context): string =>
    twilio.publicBaseUrl.replace(/\/$/, '') + pathAndQuery(c.req.url);

  /** The form of a webhook, once Twilio's signature for this address is verified. */
  const signedForm = async (c: Context, maxBytes: number): Promise<WebhookParams> => {
    const params = await readForm(c.req.raw, maxBytes);
    const url = publicUrlOf(c);
    if (twilio.isAuthentic({ url, signature: c.req.header('x-twilio-signature') ?? null, params }))
      return params;
    budget.forged(c);
    throw new Problem('bad-signature', 'The request is not signed by Twilio for this address.');
  };

  const receiveStatus = async (
    c: Context,
    maxBytes: number,
    ledgerId: string | undefined,
  ): Promise<Response> => {
    const params = await signedForm(c, maxBytes);
    const id = z.uuid().safeParse(ledgerId);
    if (!id.success) throw notFound();
    const report = twilio.parseStatus(params);
    if (!report) throw invalidWebhook();
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
    body: TwilioForm,
    bodyTypes: ['application/x-www-form-urlencoded'],
    responses: { 204: { description: 'Accepted.' } },
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
        summary: 'Receive a traveller’s message (Twilio)',
        description:
          'Signed by Twilio over the public base URL. The same MessageSid is the same ' +
          'message. The reply to the traveller is sent later.',
        body: TwilioForm,
        bodyTypes: ['application/x-www-form-urlencoded'],
        responses: {
          200: { description: 'Accepted: an empty TwiML document.', contentType: 'text/xml' },
        },
        problems: [
          'malformed-body',
          'bad-signature',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async (c, maxBytes) => {
        const inbound = twilio.parseInbound(await signedForm(c, maxBytes));
        if (!inbound) throw invalidWebhook();
        const receipt = await desk.receiveInbound({
          ...inbound,
          // Passport and card numbers must be gone before anything is written.
          text: withoutSecretNumbers(storableText(inbound.text)),
          media: inbound.media.map(({ url, contentType }) => ({
            url: storableText(url),
            contentType: storableText(contentType),
          })),
          now: clock.now(),
        });
        if (!receipt)
          log.warn('message to a number that is no agency’s', { messageSid: inbound.providerId });
        if (!receipt?.asked) return emptyTwiml();
        // Not a message of the ledger, which would have to belong to one of the agencies.
        const question = questionOf(receipt.asked, inbound.phone);
        if (!twilio.ask) return answerWith(question.text);
        await twilio.ask({ from: inbound.sender, to: inbound.phone, ...question });
        return emptyTwiml();
      },
    ),
    openRoute(
      {
        ...statusDoc,
        path: '/webhooks/twilio/status/{messageId}',
        summary: 'Receive the status of a message (Twilio)',
        params: z.object({ messageId: z.uuid() }),
      },
      (c, maxBytes) => receiveStatus(c, maxBytes, c.req.param('messageId')),
    ),
    openRoute(
      {
        ...statusDoc,
        path: '/webhooks/twilio/status',
        summary: 'Receive the status of a message named in the query (Twilio)',
        query: z.object({ id: z.uuid() }),
      },
      (c, maxBytes) => receiveStatus(c, maxBytes, c.req.query('id')),
    ),
    openRoute(
      {
        ...statusDoc,
        path: '/webhooks/twilio/calls/{callId}',
        summary: 'Receive the digit that a member pressed in a call (Twilio)',
        description:
          'Whoever was called about an incident takes it by pressing 1, once. What is answered ' +
          'is said in the call.',
        params: z.object({ callId: z.uuid() }),
        query: z.object({ language: Locale }),
        responses: { 200: { description: 'What is said: TwiML.', contentType: 'text/xml' } },
      },
      async (c, maxBytes) => {
        const params = await signedForm(c, maxBytes);
        const call = z.uuid().safeParse(c.req.param('callId'));
        const language = Locale.safeParse(c.req.query('language'));
        if (!call.success || !language.success) throw notFound();
        const pressed = twilio.parseDigit(params);
        if (!pressed) throw invalidWebhook();
        const isTaking = pressed.digit === '1';
        const answer = isTaking
          ? await desk.answerCall({ callId: call.data, now: clock.now() })
          : null;
        if (isTaking && !answer) throw notFound();
        return xml(
          twilio.callTwiml({
            text: spokenAnswer(answer, language.data),
            language: language.data,
            to: pressed.to,
            digitUrl: isTaking ? null : publicUrlOf(c),
          }),
        );
      },
    ),
    openRoute(
      {
        method: 'POST',
        path: '/webhooks/aeroapi/{token}',
        tag: 'Webhooks',
        summary: 'Receive an alert about a flight (AeroAPI)',
        description:
          'AeroAPI does not sign its pushes, so the address contains a secret. A push is a ' +
          'hint: the tracker looks at the flight before anybody is told.',
        params: z.object({ token: z.string() }),
        body: z.looseObject({}).meta({ description: 'The alert that AeroAPI sends.' }),
        responses: { 204: { description: 'Accepted.' } },
        problems: [
          'malformed-body',
          'not-found',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async (c, maxBytes) => {
        if (alerts.token === null || !isSameSecret(c.req.param('token') ?? '', alerts.token)) {
          budget.forged(c);
          throw notFound();
        }
        const body = await readJson(c.req.raw, maxBytes);
        const alert = alerts.parse(body);
        if (!alert)
          throw new Problem('invalid-fields', 'This is not an alert as AeroAPI sends it.');
        // A push has no id. Equal content alone would lose news: a flight that is cancelled,
        // reinstated and cancelled again pushes the same content twice.
        const now = clock.now();
        const pushWindow = Math.floor(epoch(now) / pushWindowMs);
        const eventKey = createHash('sha256')
          .update(JSON.stringify([body, pushWindow]))
          .digest('hex');
        const followed = await desk.receiveAlert({ ...alert, eventKey, now });
        log.info('alert received', { alertId: alert.alertId, code: alert.code, followed });
        return noContent();
      },
    ),
  ];
};
