import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Role } from '#shared/domain/member.ts';
import { Scope } from '#shared/domain/scope.ts';
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { noBudget } from '../limits.ts';
import { keyMay, permissionTable, roleMay } from '../permissions.ts';
import type { Route } from '../route.ts';
import { routesOf } from '../routes/all.ts';
import { signedIn } from './browser.ts';
import { type Answer, type Api, anApi } from './harness.ts';
import { inbound } from './requests.ts';

const agencyRoutes = (api: Api): readonly Route[] =>
  routesOf(api.dependencies, noBudget).filter(
    ({ access }) => access !== 'public' && access !== 'operator',
  );

/** A path with an id that belongs to nobody. */
const asked = (path: string): string =>
  path
    .replace('/flights/{key}', '/flights/XX1:AAA:BBB:2027-03-03')
    .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-00000000ffff');

const refusals = ['/docs#out-of-scope', '/docs#role-may-not', '/docs#members-only'];

describe('every route', () => {
  it('is refused for each role that may not use it, and for no other', async () => {
    const api = await anApi();
    const routes = agencyRoutes(api);
    const group = (await api.south.ask('POST', '/groups', { name: 'School' })).json['id'];
    for (const role of Role.options) {
      const browser = await signedIn(api, `member${role}`, {
        role,
        ...(role === 'limited' && { groups: [group] }),
      });
      for (const route of routes) {
        const answer = await browser.ask(
          route.method,
          asked(route.path),
          route.body ? {} : undefined,
        );
        const isRefused = refusals.includes(String(answer.json['type']));
        expect([role, route.method, route.path, isRefused]).toEqual([
          role,
          route.method,
          route.path,
          !roleMay(role, route),
        ]);
      }
    }
  });

  it('is refused for keys without its scope, and for no others', async () => {
    const api = await anApi();
    const routes = agencyRoutes(api);
    for (const scope of Scope.options) {
      const made = await api.south.ask('POST', '/keys', { name: scope, scopes: [scope] });
      const ask = api.askWith(String(made.json['key']));
      for (const route of routes) {
        const answer = await ask(route.method, asked(route.path), route.body ? {} : undefined);
        const isRefused = refusals.includes(String(answer.json['type']));
        expect([scope, route.method, route.path, isRefused]).toEqual([
          scope,
          route.method,
          route.path,
          !keyMay([scope], route),
        ]);
      }
    }
  });

  it('is in the table of the documentation', async () => {
    const api = await anApi();
    const file = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));
    expect(readFileSync(file, 'utf8')).toContain(permissionTable(agencyRoutes(api)));
  });
});

/** A journey of a group with numbers wherever an answer may have some. */
const aJourneyWithNumbers = async () => {
  const api = await anApi();
  const { south, store } = api;
  const booked = await south.ask('POST', '/journeys', {
    group: 'School',
    notes: 'Father: 11 5555 0103',
    metadata: { father: '011 5555 0104' },
    legs: [
      {
        flightNumber: 'BA820',
        originIata: 'LHR',
        destinationIata: 'CPH',
        departure: '2027-03-03T07:10',
      },
    ],
    contacts: [
      { name: 'Ana Ruiz', phone: '+54 9 11 5555 0100', language: 'es', email: 'x@example.com' },
    ],
    passengers: [{ name: 'Ana Ruiz' }],
  });
  const journeyId = String(booked.json['id']);
  const [trip] = (await store.journey(south.id, journeyId))?.trips ?? [];
  if (!trip) throw new Error('the trip is not there');
  await south.ask('PATCH', `/trips/${trip.id}`, { clientDescription: 'allergic to nuts' });
  const content = { kind: 'text', text: 'Llame al +54 9 11 5555-0109.' } as const;
  await store.commit(aTurn(aTripBooked(trip), { effects: [anEffect(trip, south, { content })] }));
  const { json } = await south.ask('GET', '/groups');
  const [group] = Array.isArray(json['items']) ? json['items'] : [];
  const Body = 'mi madre: 011 5555 0105, el 3/3 a las 16:20';
  await api.twilio('/webhooks/twilio', inbound({ Body }));
  const chats = (await south.ask('GET', '/conversations')).json['items'];
  const [chat] = Array.isArray(chats) ? chats : [];
  return { api, trip, journeyId, groupId: String(group.id), chatId: String(chat.id) };
};

describe('a limited member', () => {
  it('sees the journeys of their groups, and no numbers', async () => {
    const api = await anApi();
    const journeyOf = async (group: string, name: string) => {
      const answer = await api.south.ask('POST', '/journeys', {
        group,
        legs: [
          {
            flightNumber: 'BA820',
            originIata: 'LHR',
            destinationIata: 'CPH',
            departure: '2027-03-03T07:10',
          },
        ],
        contacts: [{ name, phone: '+54 9 11 5555 0100', language: 'es', email: 'x@example.com' }],
        passengers: [{ name }],
      });
      return String(answer.json['id']);
    };
    const own = await journeyOf('School', 'Ana Ruiz');
    const other = await journeyOf('Club', 'Eva Paz');
    const { json } = await api.south.ask('GET', '/groups');
    const groups = Array.isArray(json['items']) ? json['items'] : [];
    const school = groups.find(({ name }) => name === 'School');
    const guide = await signedIn(api, 'guide', { role: 'limited', groups: [school.id] });

    const read = await guide.ask('GET', `/journeys/${own}`);
    expect(read.text).toContain('Ana Ruiz');
    expect(read.text).not.toMatch(/5555|x@example/);
    expect((await guide.ask('GET', `/journeys/${other}`)).status).toBe(404);
    expect((await guide.ask('GET', `/journeys/${other}/messages`)).status).toBe(404);
    expect((await guide.ask('GET', `/journeys/${own}/messages`)).status).toBe(200);
    const listed = await guide.ask('GET', '/journeys');
    expect(listed.json['items']).toMatchObject([{ id: own }]);
    expect((await guide.ask('GET', '/journeys?group=Club')).status).toBe(404);
    expect((await guide.ask('GET', '/groups')).json).toMatchObject({ items: [{ name: 'School' }] });
  });

  it('reads and writes in conversations of their groups, and in no others', async () => {
    const { api, groupId, chatId } = await aJourneyWithNumbers();
    const stranger = { From: 'whatsapp:+5491155550107', MessageSid: `SM${'7'.repeat(32)}` };
    await api.twilio('/webhooks/twilio', inbound(stranger));
    const all = (await api.south.ask('GET', '/conversations')).json['items'];
    const other = (Array.isArray(all) ? all : []).find(({ id }) => id !== chatId);
    const guide = await signedIn(api, 'guide', { role: 'limited', groups: [groupId] });
    const listed = (await guide.ask('GET', '/conversations')).json['items'];
    expect(listed).toMatchObject([{ id: chatId, phone: '', sender: '' }]);
    expect((await guide.ask('GET', `/conversations/${chatId}`)).status).toBe(200);
    const written = await guide.ask('POST', `/conversations/${chatId}/messages`, { text: 'Hola' });
    expect([written.status, written.json['takenOverBy']]).toEqual([202, 'guide']);
    expect((await guide.ask('GET', `/conversations/${other?.id}`)).status).toBe(404);
    const refused = await guide.ask('POST', `/conversations/${other?.id}/messages`, {
      text: 'Hola',
    });
    expect(refused.status).toBe(404);
    const guessed = await guide.ask('GET', '/conversations?phone=%2B5491155550100');
    expect(guessed.status).toBe(400);
    for (const act of ['takeover', 'give-back', 'notes'])
      expect((await guide.ask('POST', `/conversations/${chatId}/${act}`, {})).status).toBe(403);
  });

  it('is shown no number by any route that is open to them', async () => {
    const { api, trip, journeyId, groupId, chatId } = await aJourneyWithNumbers();
    const roads = agencyRoutes(api).filter((route) => roleMay('limited', route));
    const ids: Readonly<Record<string, string>> = {
      journeys: journeyId,
      groups: groupId,
      conversations: chatId,
    };
    const bodies: Readonly<Record<string, object>> = {
      '/session/agency': { agencyId: api.south.id },
      '/conversations/{id}/messages': { text: 'Ya vamos, 011 5555 0106.', steal: true },
    };
    const seenBy = async (more: object): Promise<readonly Answer[]> => {
      const browser = await signedIn(api, `reader${Object.values(more)[0]}`, more);
      const answers: Answer[] = [];
      for (const { method, path, body, example } of roads) {
        const id = ids[path.split('/')[1] ?? ''] ?? '';
        const asks = body && (bodies[path] ?? example);
        const at = path.replace('{id}', id).replace('{key}', trip.flightKey.replaceAll('/', '-'));
        answers.push(await browser.ask(method, at, asks));
      }
      return answers;
    };
    const numbers = /5555[ -]?01\d\d|5550101|x@example|allergic/;
    const limited = await seenBy({ role: 'limited', groups: [groupId] });
    expect(limited.map(({ status }) => status).filter((status) => status >= 300)).toEqual([]);
    expect(limited.filter(({ text }) => numbers.test(text)).map(({ text }) => text)).toEqual([]);
    for (const shown of ['Llame al •••.', 'mi madre: •••, el 3/3 a las 16:20'])
      expect([shown, limited.some(({ text }) => text.includes(shown))]).toEqual([shown, true]);
    const agent = await seenBy({ role: 'agent' });
    expect(agent.filter(({ text }) => numbers.test(text)).length).toBeGreaterThan(2);
    expect(trip.whatsapp).toMatch(numbers);
  });
});
