import type { ServerResponse } from 'node:http';
import type { Choices } from '#shared/domain/choices.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { choiceContentOf, choiceContents } from '../choice-contents.ts';
import type { Content, NewContent, TwilioContents } from '../contents.ts';
import { missingChoices, pushChoices } from '../push-templates.ts';
import { createTwilioSender } from '../sender.ts';
import { createTemplateDirectory } from '../template-directory.ts';
import { closeConnections } from '../transport.ts';
import { accountSid, json, message, type Recorded, refuse, type Stub, startStub } from './stub.ts';

const list: Choices = {
  kind: 'list',
  body: '¿Qué necesitas?',
  opener: 'Ver opciones',
  options: [
    { id: 'ask:status', title: 'Mi vuelo' },
    { id: 'ask:person', title: 'Una persona' },
  ],
};
const text = '¿Qué necesitas?\n\n1. Mi vuelo\n2. Una persona';

const accountWith = (created: readonly NewContent[] = []): TwilioContents => {
  const all: Content[] = [];
  const add = ({ friendlyName, language }: NewContent): string => {
    const sid = `HX${String(all.length).padStart(32, '0')}`;
    all.push({
      sid,
      friendlyName,
      language,
      body: null,
      approval: 'unsubmitted',
      category: '',
      rejection: '',
    });
    return sid;
  };
  for (const content of created) add(content);
  return {
    list: async () => all,
    create: async (content) => add(content),
    requestApproval: () => Promise.reject(new Error('nobody approves these')),
  };
};

describe('the contents of answers to tap', () => {
  it('fill in every word, and the ids by which a tap is understood', () => {
    const { name, variables } = choiceContentOf(list);
    const content = choiceContents.find(({ friendlyName }) => friendlyName === name);
    const written = JSON.stringify(content?.types).replace(
      /\{\{(\d+)\}\}/g,
      (_, variable: string) => variables[variable] ?? '?',
    );
    expect(JSON.parse(written)).toEqual({
      'twilio/list-picker': {
        body: '¿Qué necesitas?',
        button: 'Ver opciones',
        items: [
          { item: 'Mi vuelo', id: 'ask:status' },
          { item: 'Una persona', id: 'ask:person' },
        ],
      },
    });
  });

  it('have a value for each variable, in every shape', () => {
    for (const { types, samples } of choiceContents) {
      const used = [...JSON.stringify(types).matchAll(/\{\{(\d+)\}\}/g)].map(([, n]) => n);
      expect(Object.keys(samples).toSorted()).toEqual(used.toSorted());
    }
  });

  it('are created once, and nobody is asked to approve them', async () => {
    const account = accountWith();
    const missing = await missingChoices(account);
    expect(missing).toHaveLength(choiceContents.length);
    await pushChoices(account, missing);
    expect(await missingChoices(account)).toEqual([]);
  });

  it('are found by name, and not after WhatsApp refused them', async () => {
    const directory = createTemplateDirectory(accountWith(choiceContents), {
      now: () => aMoment,
    });
    const { name } = choiceContentOf(list);
    expect(await directory.choiceSid(name)).toMatch(/^HX\d{32}$/);
    directory.markChoiceRefused(name);
    expect(await directory.choiceSid(name)).toBeNull();
    await directory.templateStates();
    expect(await directory.choiceSid(name)).toMatch(/^HX/);
  });
});

describe('a message with answers to tap', () => {
  const sid = `HX${'7'.repeat(32)}`;
  let stub: Stub;
  let answer: (request: Recorded, response: ServerResponse) => void;
  const asText: string[] = [];
  const send = (choiceSid: (name: string) => Promise<string | null>) =>
    createTwilioSender({
      accountSid,
      authToken: 'secret',
      baseUrl: stub.url,
      statusCallbackUrl: (id) => `https://agency.example/status?id=${id}`,
      contentSid: async () => null,
      choiceSid,
      choicesAsText: (name, why) => asText.push(`${name} ${why}`),
      clock: { now: () => '2027-08-10T16:00:00.000Z' },
    }).send({
      id: '00000000-0000-4000-8000-000000000001',
      from: '+5491155550199',
      to: '+5491155550100',
      content: { kind: 'text', text, choices: list },
      deadline: '2027-08-10T16:00:30.000Z',
    });
  const forms = () =>
    stub.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));

  beforeEach(async () => {
    asText.length = 0;
    answer = (_, response) => json(response, 201, message(1));
    stub = await startStub((request, response) => answer(request, response));
  });
  afterEach(async () => {
    closeConnections();
    await stub.close();
  });

  it('is sent as the content of its shape, filled in', async () => {
    expect(await send(async () => sid)).toMatchObject({ kind: 'accepted' });
    expect(forms()).toEqual([expect.objectContaining({ ContentSid: sid })]);
    expect(JSON.parse(forms()[0]?.['ContentVariables'] ?? '')).toEqual(
      choiceContentOf(list).variables,
    );
    expect(forms()[0]).not.toHaveProperty('Body');
    expect(asText).toEqual([]);
  });

  it.each<[string, () => Promise<string | null>]>([
    ['the account does not have its content', async () => null],
    ['the contents cannot be read', () => Promise.reject(new Error('unavailable'))],
  ])('is sent as text where %s, and that is heard', async (_, choiceSid) => {
    expect(await send(choiceSid)).toMatchObject({ kind: 'accepted' });
    expect(forms()).toEqual([expect.objectContaining({ Body: text })]);
    expect(asText).toEqual(['bh_list_2_v1 missing']);
  });

  it('is sent as text at once where the content is refused: nothing was sent', async () => {
    answer = ({ body }, response) =>
      body.includes('ContentSid') ? refuse(response, 400, 21656) : json(response, 201, message(1));
    expect(await send(async () => sid)).toMatchObject({ kind: 'accepted' });
    expect(forms().map((form) => 'Body' in form)).toEqual([false, true]);
    expect(asText).toEqual(['bh_list_2_v1 21656']);
  });

  it.each([
    ['a recipient is refused', 400, 63024, 'rejected'],
    ['they are too many', 429, 20429, 'not-sent'],
    ['nobody knows whether it was sent', 500, 20500, 'unknown'],
    ['the window is closed', 400, 63016, 'window-closed'],
  ] as const)('is not sent twice where %s', async (_, status, code, kind) => {
    answer = (_request, response) => refuse(response, status, code);
    expect(await send(async () => sid)).toMatchObject({ kind });
    expect(stub.requests).toHaveLength(1);
  });
});
