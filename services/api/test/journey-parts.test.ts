import { type Answer, type Api, anApi, bookTrip, mistakes } from './harness.ts';

const out = {
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure: '2027-03-03T16:20',
};
const back = {
  flightNumber: 'BA821',
  originIata: 'CPH',
  destinationIata: 'LHR',
  departure: '2027-03-09T19:10',
};
const onward = {
  flightNumber: 'SK1420',
  originIata: 'CPH',
  destinationIata: 'ARN',
  departure: '2027-03-06T09:05',
};
const ana = { name: 'Ana Ruiz', phone: '+54 9 11 5555 0100' };
const beto = { name: 'Beto Paz', phone: '+54 9 11 5555 0101', passengers: [1] };

const list = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.map((item: unknown) => Object(item)) : [];
const warnings = (answer: Answer): string[] =>
  mistakes({ ...answer, json: { errors: answer.json['warnings'] } });
/** The trips that are not withdrawn: flight, number and names. */
const flown = (answer: Answer): string[] =>
  list(answer.json['trips'])
    .filter(({ status }) => status !== 'withdrawn')
    .map(({ flightNumber, whatsapp, passengers }) =>
      [flightNumber, whatsapp, ...list(passengers).map(({ callName }) => callName)].join(' '),
    )
    .sort();

/** Two travellers on two phones, out and back. */
const couple = async (agency: Api['south'], over: Readonly<Record<string, unknown>> = {}) => {
  const answer = await agency.ask('POST', '/journeys', {
    passengers: [{ name: 'RUIZ/ANA MRS' }, { name: 'PAZ/BETO MR' }],
    legs: [out, back],
    contacts: [{ ...ana, passengers: [0] }, beto],
    ...over,
  });
  if (answer.status !== 201) throw new Error(answer.text);
  const path = `/journeys/${String(answer.json['id'])}`;
  const legs = list(answer.json['legs']);
  return {
    path,
    /** The paths of the legs, by their ids. */
    legPaths: legs.map(({ id }) => `${path}/legs/${String(id)}`),
    contacts: list(answer.json['contacts']),
    passengers: list(answer.json['passengers']),
    legs,
    trips: list(answer.json['trips']),
  };
};

describe('adding a leg to a journey', () => {
  it('is a trip more for each contact, with those they stand for', async () => {
    const { south, eventTypes } = await anApi();
    const { path } = await couple(south);
    const added = await south.ask('POST', `${path}/legs`, onward);
    expect([added.status, added.headers.get('etag'), added.json['warnings']]).toEqual([
      201,
      '"2"',
      [],
    ]);
    expect(flown(added)).toEqual([
      'BA820 +5491155550100 Ana',
      'BA820 +5491155550101 Beto',
      'BA821 +5491155550100 Ana',
      'BA821 +5491155550101 Beto',
      'SK1420 +5491155550100 Ana',
      'SK1420 +5491155550101 Beto',
    ]);
    expect(list(added.json['legs']).map(({ flightNumber }) => flightNumber)).toEqual([
      'BA820',
      'SK1420',
      'BA821',
    ]);
    expect(await eventTypes()).toEqual(Array(6).fill('TripBooked'));
    expect((await south.ask('GET', path)).json['trips']).toEqual(added.json['trips']);
  });

  it('that cannot be flown names the place, and writes nothing', async () => {
    const { south, eventTypes } = await anApi();
    const { path } = await couple(south);
    const bad = { ...onward, destinationIata: 'QQQ', departure: '2027-02-31T09:05' };
    expect(mistakes(await south.ask('POST', `${path}/legs`, bad))).toEqual([
      '#/destinationIata unknown_airport',
      '#/departure bad_departure',
    ]);
    expect(mistakes(await south.ask('POST', `${path}/legs`, out))).toEqual(['# duplicate_leg']);
    expect(await eventTypes()).toHaveLength(4);
  });

  it('that is too near to another one is added, with a warning', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const early = { ...onward, departure: '2027-03-03T18:00' };
    expect(warnings(await south.ask('POST', `${path}/legs`, early))).toEqual([
      '#/departure leaves_before_arrival',
    ]);
    const late = { ...onward, flightNumber: 'SK1421', departure: '2027-03-09T19:00' };
    expect(warnings(await south.ask('POST', `${path}/legs`, late))).toEqual([
      '#/departure arrives_after_next',
    ]);
  });

  it('after all were withdrawn is told to the numbers of now', async () => {
    const { south } = await anApi();
    const { path, legPaths, contacts } = await couple(south);
    for (const leg of legPaths) await south.ask('DELETE', leg);
    const contact = contacts.find(({ name }) => name === 'Ana Ruiz')?.['id'];
    await south.ask('PATCH', `/contacts/${String(contact)}`, { phone: '+54 9 11 5555 0105' });
    expect(flown(await south.ask('POST', `${path}/legs`, onward))).toEqual([
      'SK1420 +5491155550101 Beto',
      'SK1420 +5491155550105 Ana',
    ]);
  });

  it('on which a contact flies by another booking is refused, naming that trip', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const tripId = await bookTrip(south, { ...onward, clientName: 'Caro Gil' });
    const refused = await south.ask('POST', `${path}/legs`, onward);
    expect([refused.status, refused.json['tripId']]).toEqual([409, tripId]);
    expect(flown(await south.ask('GET', path))).toHaveLength(4);
  });
});

describe('editing a leg', () => {
  it('is one edit for all who fly it', async () => {
    const { south, emitted } = await anApi();
    const { path, legs } = await couple(south);
    const edited = await south.ask(
      'PATCH',
      `${path}/legs/1`,
      { departure: '2027-03-09T21:40', notify: false },
      { 'if-match': '"1"' },
    );
    expect([edited.status, edited.headers.get('etag')]).toEqual([200, '"2"']);
    expect(list(edited.json['legs'])[1]).toMatchObject({
      id: legs[1]?.['id'],
      localDeparture: '2027-03-09T21:40',
    });
    const changes = (await emitted()).filter(({ type }) => type === 'TripChanged');
    expect(changes.map(({ data }) => data)).toEqual([
      expect.objectContaining({ fields: ['departure'], notify: false }),
      expect.objectContaining({ fields: ['departure'], notify: false }),
    ]);
    const again = await south.ask('PATCH', `${path}/legs/${String(legs[1]?.['id'])}`, {
      departure: '2027-03-09T21:40',
    });
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"2"']);
  });

  it('changes only what it names: another trip keeps its own stay', async () => {
    const { south } = await anApi();
    const { legPaths, trips } = await couple(south);
    const outTrip = trips.find(({ flightNumber }) => flightNumber === 'BA820');
    await south.ask('PATCH', `/trips/${String(outTrip?.['id'])}`, { stay: 'Nyhavn 71' });
    const edited = await south.ask('PATCH', legPaths[0] ?? '', { departure: '2027-03-03T17:20' });
    expect(
      list(edited.json['trips'])
        .filter(({ flightNumber }) => flightNumber === 'BA820')
        .map(({ stay }) => stay),
    ).toEqual(expect.arrayContaining([null, 'Nyhavn 71']));
  });

  it('in its stay alone leaves another departure of one of them as it is', async () => {
    const { south, emitted } = await anApi();
    const { trips, legPaths } = await couple(south);
    const own = trips.find(({ flightNumber }) => flightNumber === 'BA821');
    await south.ask('PATCH', `/trips/${String(own?.['id'])}`, { departure: '2027-03-09T19:40' });
    const edited = await south.ask('PATCH', legPaths[1] ?? '', { stay: 'Nyhavn 71' });
    const times = list(edited.json['trips'])
      .filter(({ flightNumber }) => flightNumber === 'BA821')
      .map(({ departure, stay }) => `${String(departure)} ${String(stay)}`);
    expect(times.sort()).toEqual([
      '2027-03-09T18:10:00.000Z Nyhavn 71',
      '2027-03-09T18:40:00.000Z Nyhavn 71',
    ]);
    const changes = (await emitted()).filter(({ type }) => type === 'TripChanged');
    expect(changes.slice(1).map(({ data }) => data)).toEqual([
      expect.objectContaining({ fields: ['stay'] }),
      expect.objectContaining({ fields: ['stay'] }),
    ]);
  });

  it('on which one of them cannot fly changes nobody’s', async () => {
    const { south, eventTypes } = await anApi();
    const { path, legPaths } = await couple(south);
    const tripId = await bookTrip(south, {
      ...onward,
      clientName: 'Caro Gil',
      whatsapp: beto.phone,
    });
    const refused = await south.ask('PATCH', legPaths[1] ?? '', onward);
    expect([refused.status, refused.json['tripId']]).toEqual([409, tripId]);
    expect(await eventTypes()).toEqual(Array(5).fill('TripBooked'));
    expect(flown(await south.ask('GET', path))).toContain('BA821 +5491155550100 Ana');
  });

  it('of a revision that is gone is refused, with what is another now', async () => {
    const { south } = await anApi();
    const { legPaths } = await couple(south);
    const leg = legPaths[1] ?? '';
    await south.ask('PATCH', leg, { departure: '2027-03-09T21:40' });
    const late = (edit: unknown) => south.ask('PATCH', leg, edit, { 'if-match': '"1"' });
    const other = await late({ flightNumber: 'ba 821', departure: '2027-03-09T20:00' });
    expect([other.status, other.json['revision'], mistakes(other)]).toEqual([
      412,
      2,
      ['#/departure differs'],
    ]);
    const same = await late({ flightNumber: 'ba 821', departure: '2027-03-09T21:40' });
    expect([same.status, mistakes(same)]).toEqual([412, []]);
  });

  it('or withdrawing it by its position needs the revision that it is counted in', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const refused = [
      await south.ask('PATCH', `${path}/legs/1`, { stay: 'x' }),
      await south.ask('DELETE', `${path}/legs/1`),
    ];
    for (const answer of refused)
      expect([answer.status, mistakes(answer)]).toEqual([400, ['if-match required']]);
    await south.ask('POST', `${path}/legs`, onward);
    const late = await south.ask('DELETE', `${path}/legs/1`, undefined, { 'if-match': '"1"' });
    expect(late.status).toBe(412);
    const now = await south.ask('DELETE', `${path}/legs/1`, undefined, { 'if-match': '"2"' });
    expect(flown(now).some((trip) => trip.startsWith('SK1420'))).toBe(false);
  });

  it('that the journey does not have finds nothing', async () => {
    const { south, north } = await anApi();
    const { path, legPaths } = await couple(south);
    for (const leg of ['7', '00000000-0000-4000-8000-00000000ffff'])
      expect(
        (await south.ask('PATCH', `${path}/legs/${leg}`, { stay: 'x' }, { 'if-match': '"1"' }))
          .status,
      ).toBe(404);
    expect((await north.ask('PATCH', legPaths[0] ?? '', { stay: 'x' })).status).toBe(404);
  });

  it('or withdrawing it leaves the others alone', async () => {
    const { south, eventTypes } = await anApi();
    const { legPaths } = await couple(south);
    const withdrawn = await south.ask('DELETE', `${legPaths[0]}?notify=true`);
    expect([withdrawn.status, flown(withdrawn)]).toEqual([
      200,
      ['BA821 +5491155550100 Ana', 'BA821 +5491155550101 Beto'],
    ]);
    const again = await south.ask('DELETE', legPaths[0] ?? '');
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await eventTypes()).filter((type) => type === 'TripCancelled')).toHaveLength(2);
  });
});

describe('adding a passenger to a journey', () => {
  it('to a contact of it joins their trips on all legs', async () => {
    const { south, emitted } = await anApi();
    const { path, contacts } = await couple(south);
    const contact = contacts.find(({ name }) => name === 'Ana Ruiz')?.['id'];
    const added = await south.ask('POST', `${path}/passengers`, {
      name: 'RUIZ/TOMAS CHD',
      contact,
    });
    expect([added.status, warnings(added)]).toEqual([201, []]);
    expect(flown(added)).toEqual([
      'BA820 +5491155550100 Ana Tomas',
      'BA820 +5491155550101 Beto',
      'BA821 +5491155550100 Ana Tomas',
      'BA821 +5491155550101 Beto',
    ]);
    const changes = (await emitted()).filter(({ type }) => type === 'TripChanged');
    expect(changes.map(({ data }) => data)).toEqual([
      expect.objectContaining({ fields: ['passengers'], notify: true }),
      expect.objectContaining({ fields: ['passengers'], notify: true }),
    ]);
  });

  it('with a phone of their own, a known one, or none, says who hears of them', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const add = (body: unknown) => south.ask('POST', `${path}/passengers`, body);
    await add({ name: 'GIL/CARO', contact: { name: 'Caro Gil', phone: '+54 9 11 5555 0102' } });
    await add({ name: 'RUIZ/TOMAS CHD', contact: { name: 'Ana', phone: '+54 11 5555-0100' } });
    expect(warnings(await add({ name: 'PAZ/MILA INF' }))).toEqual([
      '#/contact passenger_without_contact',
    ]);
    const alone = await add({ name: 'PAZ/ROSA MRS' });
    expect(warnings(alone)).toEqual(['#/contact passenger_without_contact']);
    expect(flown(alone).filter((trip) => trip.startsWith('BA820'))).toEqual([
      'BA820  Rosa',
      'BA820 +5491155550100 Ana Tomas Mila',
      'BA820 +5491155550101 Beto',
      'BA820 +5491155550102 Caro',
    ]);
  });

  it('whom only a follower hears of is called; an infant goes with another’s speaker', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const add = (body: unknown) => south.ask('POST', `${path}/passengers`, body);
    const consent = { how: 'explicit', at: '2027-02-28T12:00:00Z', by: 'a form' };
    const follower = { name: 'Eva', phone: '+54 9 11 5555 0104', role: 'follower', consent };
    const followed = await add({ name: 'GIL/CARO', contact: follower });
    expect(warnings(followed)).toEqual(['#/contact passenger_without_contact']);
    const id = list(followed.json['contacts']).find(({ name }) => name === 'Eva')?.['id'];
    expect(warnings(await add({ name: 'GIL/DARIO', contact: id }))).toEqual([
      '#/contact passenger_without_contact',
    ]);
    const last = await add({ name: 'GIL/MILA INF', contact: id });
    expect(flown(last).filter((trip) => trip.startsWith('BA820'))).toEqual([
      'BA820  Caro',
      'BA820  Dario',
      'BA820 +5491155550100 Ana Mila',
      'BA820 +5491155550101 Beto',
      'BA820 +5491155550104 Caro Dario Mila',
    ]);
  });

  it('to a number that hears of it in another role is refused, naming the trip', async () => {
    const { south } = await anApi();
    const { path, trips } = await couple(south);
    const refused = await south.ask('POST', `${path}/passengers`, {
      name: 'GIL/CARO',
      contact: { name: 'Ana', phone: ana.phone, role: 'guardian' },
    });
    expect(refused.status).toBe(409);
    expect(trips.map(({ id }) => id)).toContain(refused.json['tripId']);
    expect(list((await south.ask('GET', path)).json['passengers'])).toHaveLength(2);
  });

  it('flies the legs that are left: none that was withdrawn, none that is long gone', async () => {
    const { south, advance } = await anApi();
    const { path, legPaths } = await couple(south);
    const add = (body: unknown) => south.ask('POST', `${path}/passengers`, body);
    advance(3 * 24 * 3_600_000);
    const late = flown(await add({ name: 'GIL/CARO' })).filter((trip) => trip.includes('Caro'));
    expect(late).toEqual(['BA821  Caro']);
    for (const leg of legPaths) await south.ask('DELETE', leg);
    const refused = await add({ name: 'GIL/DARIO' });
    expect([refused.status, mistakes(refused)]).toEqual([422, ['# no_legs']]);
    await south.ask('DELETE', path);
    expect((await add({ name: 'GIL/DARIO' })).status).toBe(409);
  });

  it('who cannot be one names the place; who is there already is only asked about', async () => {
    const { south } = await anApi();
    const { path } = await couple(south);
    const add = (body: unknown) => south.ask('POST', `${path}/passengers`, body);
    expect(mistakes(await add({ name: '?!' }))).toEqual(['#/name bad_name']);
    expect(
      mistakes(await add({ name: 'Caro', contact: { name: 'Caro', phone: '+1 23 45 67' } })),
    ).toEqual(['#/contact/phone bad_phone']);
    expect(
      mistakes(await add({ name: 'Caro', contact: '00000000-0000-4000-8000-00000000ffff' })),
    ).toEqual(['#/contact unknown_contact']);
    expect(warnings(await add({ name: 'Ruiz/Ana  Mrs' }))).toContain('#/name name_twice');
  });

  it('or editing one is said on all legs from then on, and told to nobody', async () => {
    const { south, eventTypes } = await anApi();
    const { path, passengers } = await couple(south);
    const betoPath = `${path}/passengers/${String(passengers[1]?.['id'])}`;
    const edited = await south.ask('PATCH', betoPath, { callName: 'Bob' });
    expect(flown(edited)).toContain('BA821 +5491155550101 Bob');
    const named = await south.ask('PATCH', betoPath, { name: 'PAZ/BRUNO MR' });
    expect(flown(named)).toContain('BA821 +5491155550101 Bruno');
    expect((await south.ask('PATCH', betoPath, { kind: 'adult' })).headers.get('etag')).toBe('"3"');
    expect(await eventTypes()).toEqual(Array(4).fill('TripBooked'));
    const late = await south.ask('PATCH', betoPath, { callName: 'B' }, { 'if-match': '"1"' });
    expect([late.status, mistakes(late)]).toEqual([412, ['#/callName differs']]);
  });

  it('or editing one who is their own contact is said of both, on all their journeys', async () => {
    const { south, emitted } = await anApi();
    const { path, passengers, contacts } = await couple(south);
    const other = await couple(south, { legs: [onward] });
    const betoPath = `${path}/passengers/${String(passengers[1]?.['id'])}`;
    await south.ask('PATCH', betoPath, { callName: 'Bob' });
    const isBob = { callName: 'Bob', passengers: [expect.objectContaining({ callName: 'Bob' })] };
    for (const journey of [path, other.path]) {
      const read = await south.ask('GET', journey);
      expect(read.headers.get('etag')).toBe('"2"');
      for (const trip of list(read.json['trips']).filter(({ callName }) => callName !== 'Ana'))
        expect(trip).toMatchObject(isBob);
    }
    const contact = contacts.find(({ name }) => name === 'Beto Paz')?.['id'];
    expect((await south.ask('GET', `/contacts/${String(contact)}`)).json).toMatchObject({
      name: 'Beto Paz',
      callName: 'Bob',
    });
    expect((await emitted()).filter(({ type }) => type === 'TripChanged')).toEqual([]);
    await south.ask('PATCH', `/contacts/${String(contact)}`, { name: 'Bruno Paz' });
    const [trip] = list((await south.ask('GET', other.path)).json['trips']).filter(
      ({ callName }) => callName === 'Bruno',
    );
    expect(trip).toMatchObject({
      clientName: 'Bruno Paz',
      passengers: [{ name: 'PAZ/BETO MR', callName: 'Bruno' }],
    });
  });

  it('or editing one of two of one name leaves the contact alone', async () => {
    const { south } = await anApi();
    const { path, passengers } = await couple(south, {
      passengers: [{ name: 'Ana Ruiz' }, { name: 'Ana Ruiz' }],
      contacts: [ana],
    });
    await south.ask('PATCH', `${path}/passengers/${String(passengers[1]?.['id'])}`, {
      callName: 'Anita',
    });
    expect(list((await south.ask('GET', path)).json['trips'])[0]).toMatchObject({
      callName: 'Ana',
      passengers: [{ callName: 'Ana' }, { callName: 'Anita' }],
    });
  });

  it('makes an infant travel alone for nobody', async () => {
    const { south } = await anApi();
    const { path, passengers } = await couple(south, {
      passengers: [{ name: 'RUIZ/ANA MRS' }, { name: 'PAZ/MILA INF' }],
      contacts: [ana],
    });
    const anaPath = `${path}/passengers/${String(passengers[0]?.['id'])}`;
    expect(mistakes(await south.ask('PATCH', anaPath, { kind: 'infant' }))).toEqual([
      '#/kind infant_alone',
    ]);
  });
});
