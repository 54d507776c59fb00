// cspell:ignore ajena celular destino fecha pasajero propia vecina
import { anEffect, aTripBooked, aTurn } from '#shared/testing/builders.ts';
import { noBudget } from '../limits.ts';
import type { Route } from '../route.ts';
import { routesOf } from '../routes/all.ts';
import { signedIn } from './browser.ts';
import { type Answer, type Api, anApi, mistakes } from './harness.ts';
import { inbound } from './requests.ts';

type Ask = Api['south']['ask'];
type Browser = Awaited<ReturnType<typeof signedIn>>;

const journeyOf = (name: string, phone: string, flightNumber: string) => ({
  reference: `REF ${name}`,
  legs: [
    { flightNumber, originIata: 'LHR', destinationIata: 'CPH', departure: '2027-03-03T16:20' },
  ],
  contacts: [{ name, phone, language: 'es' }],
  passengers: [{ name }],
});

const imported = (api: Api, browser: Browser, ...rows: readonly string[]): Promise<Answer> =>
  api.send('POST', '/imports', {
    headers: {
      origin: 'https://travel.example',
      cookie: browser.cookie(),
      'content-type': 'text/csv',
    },
    body: ['pnr;pasajero;celular;vuelo;origen;destino;fecha;hora', ...rows].join('\n'),
  });

/** The id of the one thing of a list that the test is about. */
const firstId = (answer: Answer): string => {
  const items = answer.json['items'];
  const [item] = Array.isArray(items) ? items : [];
  return String(item?.id);
};

/** A journey with everything that a journey brings along, booked and worked on by somebody. */
const aWorkedOnJourney = async (
  api: Api,
  browser: Browser,
  person: { readonly name: string; readonly phone: string; readonly flight: string },
): Promise<Readonly<Record<string, string>>> => {
  const { store, south } = api;
  const { ask } = browser;
  const { name, phone, flight } = person;
  const booked = await ask('POST', '/journeys', journeyOf(name, phone, flight));
  const journeyId = String(booked.json['id']);
  const journey = await store.journey(south.id, journeyId);
  const [trip] = journey?.trips ?? [];
  if (!trip) throw new Error(`the journey was not booked: ${booked.text}`);
  await store.commit(
    aTurn(aTripBooked(trip), {
      effects: [anEffect(trip, south, { content: { kind: 'text', text: `Hola ${name}` } })],
      tasks: [{ op: 'open', kind: 'cancelled', tripId: trip.id, reason: name, facts: {} }],
    }),
  );
  const digits = phone.replaceAll(/\D/g, '');
  await api.twilio(
    '/webhooks/twilio',
    inbound({
      MessageSid: `SM${digits.padStart(32, '0')}`,
      From: `whatsapp:+${digits}`,
      Body: `soy ${name}`,
    }),
  );
  await ask('PUT', `/journeys/${journeyId}/sending`, { state: 'shadow', reason: name });
  const file = await imported(api, browser, `X${digits};${name};;AR1684;AEP;BRC;2027-03-10;07:15`);
  const notice = await ask('POST', '/messages/preview', { to: { journeyId }, text: name });
  const form = new FormData();
  form.set('file', new File(['%PDF-1.7 policy'], `${name}.pdf`));
  form.set('type', 'insurance');
  const filed = await api.send('POST', `/trips/${trip.id}/documents`, {
    headers: { authorization: `Bearer ${south.key}` },
    body: form,
  });
  const all = async (path: string) => firstId(await south.ask('GET', path));
  const incidentOf = async (): Promise<string> => {
    const { json } = await south.ask('GET', '/incidents?kind=flight');
    const found = (Array.isArray(json['items']) ? json['items'] : []).find((one) =>
      JSON.stringify(one).includes(flight),
    );
    return String(found?.id);
  };
  return {
    journeys: journeyId,
    trips: trip.id,
    contacts: trip.contactId,
    conversations: await all(`/conversations?phone=%2B${digits}`),
    tasks: await all(`/tasks?tripId=${trip.id}`),
    documents: String(filed.json['id']),
    imports: String(file.json['id']),
    messages: String(notice.json['previewId']),
    incidents: await incidentOf(),
    flights: trip.flightKey.replaceAll('/', '-'),
  };
};

const own = { name: 'Berta Propia', phone: '+54 9 11 5555 0110', flight: 'BA820' };
const other = { name: 'Olga Ajena', phone: '+54 9 11 5555 0120', flight: 'BA822' };

/** An agent who sees their own, with a journey of theirs, and one of somebody else's. */
const aWorld = async () => {
  const api = await anApi();
  const ana = await signedIn(api, 'ana', { sees: 'own' });
  const eva = await signedIn(api, 'eva');
  const mine = await aWorkedOnJourney(api, ana, own);
  const theirs = await aWorkedOnJourney(api, eva, other);
  return { api, ana, eva, mine, theirs };
};
const aboutThings = (api: Api): readonly Route[] =>
  routesOf(api.dependencies, noBudget).filter(
    ({ access }) => access === 'read' || access === 'book' || access === 'care',
  );
/** The path of a route about these things; null: it is about something else. */
const pathOf = ({ path }: Route, ids: Readonly<Record<string, string>>): string | null => {
  const id = ids[path.split('/')[1] ?? ''];
  return id === undefined || !/\{(id|key)\}/.test(path)
    ? null
    : path
        .replace(/\{(id|key)\}/, id)
        .replaceAll(/\{(version|n)\}/g, '1')
        .replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-00000000ffff');
};

jest.setTimeout(60_000);

describe('an agent who sees their own', () => {
  it('finds nothing of others by any route, and all of their own', async () => {
    const { api, ana, eva, mine, theirs } = await aWorld();
    for (const route of aboutThings(api)) {
      const path = pathOf(route, theirs);
      if (path === null) continue;
      const body = route.body && (route.example ?? {});
      const refused = await ana.ask(route.method, path, body);
      expect([route.method, route.path, refused.status]).toEqual([route.method, route.path, 404]);
      if (route.method !== 'GET' || /\{\w+\}.*\{/.test(route.path)) continue;
      const seen = [
        await ana.ask('GET', pathOf(route, mine) ?? ''),
        await eva.ask('GET', pathOf(route, theirs) ?? ''),
      ];
      expect([route.path, ...seen.map(({ status }) => status)]).toEqual([route.path, 200, 200]);
    }
  });

  it('is shown in no list what is of others, and their own in each', async () => {
    const { api, ana, mine, theirs } = await aWorld();
    const queries: Readonly<Record<string, string>> = {
      '/explain': `?contact=${mine['contacts']}`,
      '/knowledge/search': '?text=Olga',
    };
    const ofOthers = new RegExp(
      ['Olga', 'Ajena', '5555 ?0120', ...Object.values(theirs)].join('|'),
    );
    const ofMine = new RegExp(['Berta', 'Propia', ...Object.values(mine)].join('|'));
    const shown: string[] = [];
    for (const route of aboutThings(api)) {
      if (route.method !== 'GET' || route.path.includes('{')) continue;
      const answer = await ana.ask('GET', `${route.path}${queries[route.path] ?? ''}`);
      expect([route.path, ofOthers.exec(answer.text)?.[0]]).toEqual([route.path, undefined]);
      if (ofMine.test(answer.text)) shown.push(route.path);
    }
    expect(shown.toSorted()).toEqual([
      '/agency/sending',
      '/contacts',
      '/conversations',
      '/explain',
      '/flights',
      '/imports',
      '/incidents',
      '/journeys',
      '/tasks',
      '/trips',
    ]);
  });

  it('is told of the changes to their own, and of no others', async () => {
    const { ana, eva, mine, theirs } = await aWorld();
    const start = await ana.ask('GET', '/changes');
    await eva.ask('PATCH', `/journeys/${theirs['journeys']}`, { title: 'Otra' });
    await ana.ask('PATCH', `/journeys/${mine['journeys']}`, { title: 'Una' });
    const { json } = await ana.ask(
      'GET',
      `/changes?after=${encodeURIComponent(String(start.json['cursor']))}`,
    );
    expect(json['changes']).toEqual([{ topic: 'journey', id: mine['journeys'] }]);
  });

  it('works with a journey from when it is given to them, until it is given away', async () => {
    const { ana, eva, theirs } = await aWorld();
    const path = `/journeys/${theirs['journeys']}`;
    const given = await eva.ask('PATCH', path, { keeperId: ana.id });
    expect(given.json).toMatchObject({ keeper: { id: ana.id, name: 'ana' } });
    expect((await ana.ask('PATCH', path, { title: 'Mía' })).json).toMatchObject({ title: 'Mía' });
    const written = { text: 'Hola' };
    const chat = `/conversations/${theirs['conversations']}/messages`;
    expect((await ana.ask('POST', chat, written)).status).toBe(202);
    await ana.ask('PATCH', path, { keeperId: eva.id });
    expect((await ana.ask('GET', path)).status).toBe(404);
    expect((await ana.ask('POST', chat, written)).status).toBe(404);
    const nobody = await eva.ask('PATCH', path, { keeperId: theirs['contacts'] });
    expect(mistakes(nobody)).toEqual(['#/keeperId unknown_member']);
  });

  it('works with an incident that is given to them, and with no other of several', async () => {
    const { ana, eva, mine, theirs } = await aWorld();
    const ids = [mine['incidents'], theirs['incidents']];
    const claim = { ids, move: { act: 'claim' } };
    const outcomes = (answer: Answer) => {
      const items = answer.json['items'];
      return (Array.isArray(items) ? items : []).map(({ outcome }) => outcome);
    };
    expect(outcomes(await ana.ask('POST', '/incidents/moves', claim))).toEqual([
      'moved',
      'not-found',
    ]);
    const path = `/incidents/${theirs['incidents']}`;
    await eva.ask('POST', `${path}/moves`, { act: 'assign', memberId: ana.id });
    const assigned = await ana.ask('GET', path);
    expect(assigned.json['tasks']).toMatchObject([{ id: theirs['tasks'] }]);
    expect((await ana.ask('PATCH', `/tasks/${theirs['tasks']}`, { state: 'done' })).status).toBe(
      200,
    );
  });

  it('writes to their own of a flight, and to nobody else on it', async () => {
    const { ana, eva } = await aWorld();
    const beside = journeyOf('Olga Vecina', '+54 9 11 5555 0121', own.flight);
    await eva.ask('POST', '/journeys', beside);
    const everybody = { to: { flightKey: 'BA820/LHR-CPH/2027-03-03/16' }, text: 'Puerta 3' };
    const names = async (ask: Ask) => {
      const preview = await ask('POST', '/messages/preview', everybody);
      const { recipients } = preview.json;
      const listed = (Array.isArray(recipients) ? recipients : []).map(({ name }) => name);
      return { id: preview.json['previewId'], listed };
    };
    const ofAna = await names(ana.ask);
    expect(ofAna.listed).toEqual(['Berta Propia']);
    const ofEva = await names(eva.ask);
    expect(ofEva.listed).toEqual(['Berta Propia', 'Olga Vecina']);
    const send = (previewId: unknown) => ana.ask('POST', '/messages', { previewId, confirm: true });
    expect((await send(ofEva.id)).status).toBe(404);
    expect((await send(ofAna.id)).status).toBe(202);
  });

  it('cannot change a booking of others by a file that names it', async () => {
    const { api, ana, eva } = await aWorld();
    const verdicts = async (browser: Browser) => {
      const { json } = await imported(
        api,
        browser,
        'REF Olga Ajena;Olga Ajena;+5491155550120;BA822;LHR;CPH;2027-03-03;17:20',
      );
      const read = await browser.ask('GET', `/imports/${json['id']}/journeys`);
      const items = read.json['items'];
      const [journey] = Array.isArray(items) ? items : [];
      return [journey.verdict, journey.rows[0].problems.map(({ code }: { code: string }) => code)];
    };
    expect(await verdicts(ana)).toEqual(['refused', ['not_yours']]);
    expect(await verdicts(eva)).toEqual(['changed', []]);
  });

  it('leaves what they kept to everybody, and is confined in no other role', async () => {
    const { api, ana, eva, mine, theirs } = await aWorld();
    expect((await ana.ask('GET', '/me')).json).toMatchObject({ role: 'agent', sees: 'own' });
    const path = `/journeys/${theirs['journeys']}`;
    await api.south.ask('PATCH', `/members/${ana.id}`, { role: 'duty' });
    expect((await ana.ask('GET', path)).status).toBe(200);
    expect((await ana.ask('GET', '/me')).json).toMatchObject({ role: 'duty', sees: 'all' });
    await api.south.ask('PATCH', `/members/${ana.id}`, { role: 'agent', sees: 'all' });
    expect((await ana.ask('GET', path)).status).toBe(200);
    await api.south.ask('DELETE', `/members/${ana.id}`);
    const left = await eva.ask('GET', `/journeys/${mine['journeys']}`);
    expect(left.json).toMatchObject({ keeper: null });
  });
});
