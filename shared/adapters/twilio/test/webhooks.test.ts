import { createHmac } from 'node:crypto';
import { isAuthentic, parseInbound, parseStatus, webhookParams } from '../webhooks.ts';

const url = 'https://agency.example/prod/webhooks/twilio?x=1';
/**
 * Twilio's rule, written down once more: the URL, then every parameter's name and value in the
 * order of the names.
 */
const sign = (token: string, params: Readonly<Record<string, string>>, to = url): string =>
  createHmac('sha1', token)
    .update(
      to +
        Object.keys(params)
          .sort()
          .map((name) => name + params[name])
          .join(''),
      'utf8',
    )
    .digest('base64');

const inbound = {
  MessageSid: `SM${'1'.repeat(32)}`,
  From: 'whatsapp:+5491155550100',
  To: 'whatsapp:+5491155550199',
  Body: '¿A qué hora sale? 🙂',
  NumMedia: '0',
  ProfileName: '',
  SomethingNew: 'tomorrow',
};
const encode = (params: Readonly<Record<string, string>>) =>
  webhookParams(new URLSearchParams(params).toString());

describe('the signature of a webhook', () => {
  const tokens = ['primary'];
  it('is right over all parameters, the empty and the unknown ones too', () => {
    expect(
      isAuthentic({ url, params: encode(inbound), signature: sign('primary', inbound), tokens }),
    ).toBe(true);
  });
  it('is right with either token while one is being replaced', () => {
    for (const token of ['primary', 'secondary'])
      expect(
        isAuthentic({
          url,
          params: encode(inbound),
          signature: sign(token, inbound),
          tokens: ['primary', 'secondary'],
        }),
      ).toBe(true);
  });
  it.each<[string, Partial<Parameters<typeof isAuthentic>[0]>]>([
    ['a parameter was changed', { params: encode({ ...inbound, Body: 'otra cosa' }) }],
    ['a parameter was dropped', { params: encode({ ...inbound, ProfileName: 'x' }) }],
    ['the URL is another', { url: url.replace('/prod', '') }],
    ['it is missing', { signature: undefined }],
    ['it is empty', { signature: '' }],
    ['it is nonsense', { signature: 'nonsense' }],
    ['there is no token', { tokens: [] }],
    ['the token is empty', { tokens: [''], signature: sign('', inbound) }],
  ])('is wrong where %s', (_, change) => {
    expect(
      isAuthentic({
        url,
        params: encode(inbound),
        signature: sign('primary', inbound),
        tokens,
        ...change,
      }),
    ).toBe(false);
  });
});

describe('an inbound message', () => {
  it('says who wrote what to whom', () => {
    expect(parseInbound(encode(inbound))).toEqual({
      providerId: inbound.MessageSid,
      sender: '+5491155550199',
      phone: '+5491155550100',
      text: '¿A qué hora sale? 🙂',
      media: [],
      optOutType: null,
      quotes: null,
      choice: null,
    });
  });
  it.each([
    ['a list', { ListId: 'flight', ListTitle: 'My flight' }, 'My flight'],
    ['a list without titles', { ListId: 'flight' }, 'flight'],
    ['a button', { ButtonText: 'My gate', ButtonPayload: 'gate' }, 'My gate'],
    ['a button without text', { ButtonPayload: 'flight_status' }, 'flight_status'],
  ])('that was chosen from %s is what was chosen', (_, chosen, text) => {
    expect(parseInbound(encode({ ...inbound, Body: '', ...chosen }))?.text).toBe(text);
  });
  it.each([
    ['a row of a list', { ListId: 'trip:7e57', ListTitle: 'BA820' }, 'trip:7e57'],
    ['a button', { ButtonText: 'No', ButtonPayload: 'opt:stay' }, 'opt:stay'],
    ['a button that is none of ours', { ButtonText: 'No', ButtonPayload: 'No thanks' }, null],
    ['words', {}, null],
  ])('says by its id what was tapped: %s', (_, chosen, choice) => {
    expect(parseInbound(encode({ ...inbound, ...chosen }))?.choice).toBe(choice);
  });
  const heathrow = {
    MessageType: 'location',
    Latitude: '51.4700223',
    Longitude: '-0.4542955',
    Label: 'Heathrow Airport',
    Address: 'Longford TW6, UK',
  };
  it('may be a shared location, which is a line of its text', () => {
    const line = '📍 Heathrow Airport, Longford TW6, UK (51.470022, -0.454296)';
    expect(parseInbound(encode({ ...inbound, Body: '', ...heathrow }))?.text).toBe(line);
    expect(parseInbound(encode({ ...inbound, Body: 'Help', ...heathrow }))?.text).toBe(
      `Help\n${line}`,
    );
    const nowhere = { ...inbound, Latitude: '', Longitude: '' };
    expect(parseInbound(encode(nowhere))?.text).toBe(inbound.Body);
  });
  const userId = 'US.13491208655302741918';
  it.each<[string, Readonly<Record<string, string>>]>([
    ['in From', { From: `whatsapp:${userId}` }],
    ['in From and beside it', { From: `whatsapp:${userId}`, ExternalUserId: userId, WaId: '' }],
    ['alone', { From: '', ExternalUserId: userId }],
    ['beside an empty address', { From: 'whatsapp:', ExternalUserId: userId }],
  ])('is heard from who shows no number, with the id %s', (_, who) => {
    expect(parseInbound(encode({ ...inbound, ...who }))?.phone).toBe(userId);
  });
  it('is of the number where there is one beside the id', () => {
    expect(parseInbound(encode({ ...inbound, ExternalUserId: userId }))?.phone).toBe(
      '+5491155550100',
    );
  });
  it.each([
    ['STOP', 'STOP'],
    ['start', 'START'],
    ['HELP', 'HELP'],
    ['', null],
    ['MAYBE', null],
  ])('that Twilio takes for "%s" says so', (OptOutType, optOutType) => {
    expect(parseInbound(encode({ ...inbound, OptOutType }))?.optOutType).toBe(optOutType);
  });
  it('may be media alone', () => {
    const media = {
      ...inbound,
      Body: '',
      NumMedia: '2',
      MediaUrl0: 'https://api.twilio.com/m/0',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://api.twilio.com/m/1',
    };
    expect(parseInbound(encode(media))).toMatchObject({
      text: '',
      media: [
        { url: 'https://api.twilio.com/m/0', contentType: 'image/jpeg' },
        { url: 'https://api.twilio.com/m/1', contentType: 'application/octet-stream' },
      ],
    });
  });
  it('keeps a number as WhatsApp wrote it', () => {
    expect(parseInbound(encode({ ...inbound, From: 'whatsapp:+5215512345678' }))?.phone).toBe(
      '+5215512345678',
    );
  });
  it.each<[string, Readonly<Record<string, string>>]>([
    ['an SMS', { ...inbound, From: '+5491155550100' }],
    ['without a sid', { ...inbound, MessageSid: '' }],
    ['with a sid of another kind', { ...inbound, MessageSid: "SM1'; drop" }],
    ['empty', {}],
  ])('is none where it is %s', (_, params) => {
    expect(parseInbound(encode(params))).toBeNull();
  });
  it('bears a count of media that is not one', () => {
    for (const NumMedia of ['-1', 'NaN', '1e9', ''])
      expect(parseInbound(encode({ ...inbound, NumMedia }))?.media).toEqual([]);
  });
});

describe('a status callback', () => {
  const status = {
    MessageSid: inbound.MessageSid,
    MessageStatus: 'delivered',
    To: inbound.From,
    From: inbound.To,
  };
  it('says how far a message has come', () => {
    expect(parseStatus(encode(status))).toEqual({
      providerId: inbound.MessageSid,
      status: 'delivered',
      errorCode: null,
      permanent: false,
    });
  });
  it.each([
    ['63024', true],
    ['63016', true],
    ['63018', false],
    ['30008', false],
    ['99999', false],
  ])('that failed with %s is final: %s', (ErrorCode, permanent) => {
    expect(
      parseStatus(encode({ ...status, MessageStatus: 'undelivered', ErrorCode })),
    ).toMatchObject({
      status: 'undelivered',
      errorCode: ErrorCode,
      permanent,
    });
  });
  it('is none where the status is unknown or missing', () => {
    expect(parseStatus(encode({ ...status, MessageStatus: 'exploded' }))).toBeNull();
    expect(parseStatus(encode({ MessageSid: inbound.MessageSid }))).toBeNull();
  });
});
