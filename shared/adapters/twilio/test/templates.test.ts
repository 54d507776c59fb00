import type { ServerResponse } from 'node:http';
import { plus } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { friendlyName, templates } from '#shared/templates/catalogue.ts';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { type Content, createTwilioContents, type TwilioContents } from '../contents.ts';
import { planTemplates, pushTemplates } from '../push-templates.ts';
import { createTemplateDirectory } from '../template-directory.ts';
import { closeConnections } from '../transport.ts';
import { accountSid, json, type Recorded, refuse, type Stub, startStub } from './stub.ts';

/** The Content API in memory: approval is asked for, and given by the test. */
const contentsFake = (initial: readonly Content[] = []) => {
  let all = [...initial];
  const calls = { list: 0, create: 0, approval: 0 };
  const fake: TwilioContents = {
    list: async () => {
      calls.list++;
      return all;
    },
    create: async ({ friendlyName: name, language, types }) => {
      calls.create++;
      const sid = `HX${String(all.length).padStart(32, '0')}`;
      all.push({
        sid,
        friendlyName: name,
        language,
        body: String(Object.values(types)[0]?.['body'] ?? ''),
        approval: 'unsubmitted',
        category: '',
        rejection: '',
      });
      return sid;
    },
    requestApproval: async (sid) => {
      calls.approval++;
      all = all.map((content) =>
        content.sid === sid ? { ...content, approval: 'pending', category: 'UTILITY' } : content,
      );
    },
  };
  const change = (name: string, changes: Partial<Content>) => {
    all = all.map((content) =>
      content.friendlyName === name ? { ...content, ...changes } : content,
    );
  };
  return { fake, calls, change, all: () => all };
};
const pushed = async () => {
  const contents = contentsFake();
  await pushTemplates(contents.fake, await planTemplates(contents.fake));
  return contents;
};

describe('pushing the templates', () => {
  it('creates each and asks for its approval, and has nothing to do the second time', async () => {
    const { fake, calls, all } = await pushed();
    expect(calls).toMatchObject({ create: templates.length, approval: templates.length });
    expect(new Set(all().map((content) => content.friendlyName)).size).toBe(templates.length);
    expect(new Set(all().map((content) => content.language))).toEqual(
      new Set(['es', 'es_AR', 'en', 'pt_BR']),
    );
    const again = await planTemplates(fake);
    expect(again.every(({ action }) => action === 'none')).toBe(true);
    await pushTemplates(fake, again);
    expect(calls).toMatchObject({ create: templates.length, approval: templates.length });
  });

  it('goes on where it was interrupted: requests approval of what is only created', async () => {
    const { fake, calls, change } = await pushed();
    change('bh_cancelled_v1_es', { approval: 'unsubmitted' });
    const plans = await planTemplates(fake);
    expect(
      plans
        .filter(({ action }) => action !== 'none')
        .map(({ friendlyName: name, action }) => [name, action]),
    ).toEqual([['bh_cancelled_v1_es', 'request-approval']]);
    await pushTemplates(fake, plans);
    expect(calls).toMatchObject({ create: templates.length, approval: templates.length + 1 });
  });

  it('touches neither a rejected template nor one with another text, and says so', async () => {
    const { fake, calls, change } = await pushed();
    change('bh_cancelled_v1_es', { approval: 'rejected', rejection: 'too many words' });
    change('bh_cancelled_v1_en', { body: 'Something else' });
    const plans = await planTemplates(fake);
    expect(
      plans.filter(({ action }) => action !== 'none').map(({ action, detail }) => [action, detail]),
    ).toEqual([
      ['rejected', 'too many words'],
      ['changed', 'the text there is another one: count up its version'],
    ]);
    await pushTemplates(fake, plans);
    expect(calls).toMatchObject({ create: templates.length, approval: templates.length });
  });
});

describe('the directory of templates', () => {
  const approved = async () => {
    const contents = await pushed();
    for (const template of templates)
      contents.change(friendlyName(template.name, template.locale), { approval: 'approved' });
    return contents;
  };

  it('finds content sids by name and language, reading the list once in ten minutes', async () => {
    const { fake, calls, all } = await approved();
    let now = '2027-08-10T16:00:00.000Z';
    const directory = createTemplateDirectory(fake, { now: () => now });
    const before = calls.list;
    const sids = await Promise.all([
      directory.contentSid('bh_cancelled_v1', 'pt'),
      directory.contentSid('bh_cancelled_v1', 'es'),
    ]);
    expect(sids).toEqual(
      ['bh_cancelled_v1_pt', 'bh_cancelled_v1_es'].map(
        (name) => all().find((content) => content.friendlyName === name)?.sid,
      ),
    );
    expect(await directory.contentSid('bh_no_such_v1', 'es')).toBeNull();
    expect(calls.list - before).toBe(1);
    now = plus(now, 10 * 60_000);
    await directory.contentSid('bh_cancelled_v1', 'es');
    expect(calls.list - before).toBe(2);
  });

  it('knows the templates that cannot be sent: paused, rejected, missing, marketing', async () => {
    const { fake, change } = await approved();
    change('bh_cancelled_v1_es', { approval: 'paused' });
    change('bh_cancelled_v1_en', { approval: 'rejected' });
    change('bh_cancelled_v1_pt', { category: 'MARKETING' });
    change('bh_reinstated_v1_es', { friendlyName: 'another' });
    const directory = createTemplateDirectory(fake, { now: () => '2027-08-10T16:00:00.000Z' });
    expect(directory.unusable()).toEqual([]);
    const states = await directory.templateStates();
    expect(
      states
        .filter(({ usable }) => !usable)
        .map(({ template, locale, approval }) => [template, locale, approval]),
    ).toEqual([
      ['bh_cancelled_v1', 'es', 'paused'],
      ['bh_reinstated_v1', 'es', 'missing'],
      ['bh_cancelled_v1', 'en', 'rejected'],
      ['bh_cancelled_v1', 'pt', 'approved'],
    ]);
    expect(directory.unusable()).toEqual([
      'bh_cancelled_v1_es',
      'bh_reinstated_v1_es',
      'bh_cancelled_v1_en',
      'bh_cancelled_v1_pt',
    ]);
  });

  it('has no content sid for one that cannot be sent, until a reading shows approval', async () => {
    const { fake, all, change } = await approved();
    change('bh_cancelled_v1_es', { approval: 'paused' });
    change('bh_cancelled_v1_pt', { category: 'MARKETING' });
    let now = '2027-08-10T16:00:00.000Z';
    const directory = createTemplateDirectory(fake, { now: () => now });
    expect(await directory.contentSid('bh_cancelled_v1', 'es')).toBeNull();
    expect(await directory.contentSid('bh_cancelled_v1', 'pt')).toBeNull();
    change('bh_cancelled_v1_es', { approval: 'approved' });
    now = plus(now, 10 * 60_000);
    const { sid } = all().find((content) => content.friendlyName === 'bh_cancelled_v1_es') ?? {};
    expect(await directory.contentSid('bh_cancelled_v1', 'es')).toBe(sid);
  });

  it('keeps its states where reading fails, and fails where it has none', async () => {
    const { fake } = await approved();
    let now = '2027-08-10T16:00:00.000Z';
    let down = true;
    const list = async () => {
      if (down) throw new ServiceUnavailable('twilio', 'no');
      return fake.list();
    };
    const directory = createTemplateDirectory({ ...fake, list }, { now: () => now });
    await expect(directory.contentSid('bh_cancelled_v1', 'es')).rejects.toBeInstanceOf(
      ServiceUnavailable,
    );
    down = false;
    const sid = await directory.contentSid('bh_cancelled_v1', 'es');
    down = true;
    now = plus(now, 3_600_000);
    expect(await directory.contentSid('bh_cancelled_v1', 'es')).toBe(sid);
  });
});

describe('the Content API', () => {
  let stub: Stub;
  let answer: (request: Recorded, response: ServerResponse) => void;
  const contents = () =>
    createTwilioContents({ accountSid, authToken: 'secret', baseUrl: stub.url });
  const sid = `HX${'0'.repeat(32)}`;
  const content = {
    date_created: '2027-08-10T16:00:00Z',
    date_updated: '2027-08-10T16:00:00Z',
    sid,
    account_sid: accountSid,
    friendly_name: 'bh_x_v1_es',
    language: 'es',
    variables: { '1': 'Ana' },
    types: { 'twilio/text': { body: 'Hola' } },
  };
  const page = (next: string | null, approval: unknown) => ({
    contents: [{ ...content, approval_requests: approval }],
    meta: {
      page: 0,
      page_size: 500,
      first_page_url: 'https://content.twilio.com/v1/ContentAndApprovals?PageSize=500&Page=0',
      previous_page_url: null,
      url: 'https://content.twilio.com/v1/ContentAndApprovals?PageSize=500&Page=0',
      next_page_url: next,
      key: 'contents',
    },
  });
  const approval = {
    name: 'bh_x_v1_es',
    category: 'UTILITY',
    content_type: 'twilio/text',
    status: 'approved',
    rejection_reason: '',
    allow_category_change: true,
  };

  beforeEach(async () => {
    stub = await startStub((request, response) => answer(request, response));
  });
  afterEach(async () => {
    closeConnections();
    await stub.close();
  });

  it('is read page by page', async () => {
    answer = ({ query }, response) =>
      json(
        response,
        200,
        query['Page'] === '1'
          ? page(null, { ...approval, status: 'something new' })
          : page(
              'https://content.twilio.com/v1/ContentAndApprovals?PageSize=500&Page=1&PageToken=PT1',
              approval,
            ),
      );
    expect(
      (await contents().list()).map((one) => [
        one.friendlyName,
        one.body,
        one.approval,
        one.category,
      ]),
    ).toEqual([
      ['bh_x_v1_es', 'Hola', 'approved', 'UTILITY'],
      ['bh_x_v1_es', 'Hola', 'unknown', 'UTILITY'],
    ]);
    expect(stub.requests.map(({ path, query }) => [path, query])).toEqual([
      ['/content.twilio.com/v1/ContentAndApprovals', { PageSize: '500' }],
      [
        '/content.twilio.com/v1/ContentAndApprovals',
        { PageSize: '500', Page: '1', PageToken: 'PT1' },
      ],
    ]);
  });

  it('is not taken for whole where its list has no end', async () => {
    answer = (_, response) => json(response, 200, page(`${stub.url}/v1/next?PageToken=PT1`, null));
    await expect(contents().list()).rejects.toBeInstanceOf(ServiceUnavailable);
    expect(stub.requests).toHaveLength(50);
  });

  it('says that it failed, with Twilio’s words', async () => {
    answer = (_, response) => refuse(response, 400, 20001);
    await expect(
      contents().create({ friendlyName: 'x', language: 'es', types: {}, samples: {} }),
    ).rejects.toThrow(/400.*20001/);
    await expect(contents().list()).rejects.toBeInstanceOf(ServiceUnavailable);
  });

  describeWithSpecs('in requests and answers', () => {
    it('is the published one, down to the key of the text', async () => {
      const spec = apiSpec('twilio_content_v1.json');
      answer = ({ path }, response) =>
        json(
          response,
          201,
          path.endsWith('/whatsapp') ? approval : { ...content, url: '', links: {} },
        );
      expect(
        await contents().create({
          friendlyName: 'bh_x_v1_es',
          language: 'pt_BR',
          types: { 'twilio/text': { body: 'Hola {{1}}, chau' } },
          samples: { '1': 'Ana' },
        }),
      ).toBe(sid);
      await contents().requestApproval(sid, 'bh_x_v1_es');
      const [create, approve] = stub.requests.map(({ body }) => JSON.parse(body) as unknown);
      expect(create).toEqual({
        friendly_name: 'bh_x_v1_es',
        language: 'pt_BR',
        variables: { '1': 'Ana' },
        types: { 'twilio/text': { body: 'Hola {{1}}, chau' } },
      });
      expect(spec.request('post', '/v1/Content')(create)).toEqual([]);
      expect(stub.requests[1]?.path).toBe(
        `/content.twilio.com/v1/Content/${sid}/ApprovalRequests/whatsapp`,
      );
      expect(
        spec.request('post', '/v1/Content/{ContentSid}/ApprovalRequests/whatsapp')(approve),
      ).toEqual([]);
      expect(spec.response('get', '/v1/ContentAndApprovals', 200)(page(null, approval))).toEqual(
        [],
      );
    });
  });
});
