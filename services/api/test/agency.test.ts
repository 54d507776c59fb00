import { type Answer, anApi, mistakes } from './harness.ts';

const workday = [{ from: '09:00', to: '18:00' }];
const zone = 'America/Argentina/Buenos_Aires';
const revision = (answer: Answer): unknown => answer.json['revision'];

describe('how an agency shows itself', () => {
  it('is edited field by field and weekday by weekday', async () => {
    const { south } = await anApi();
    expect((await south.ask('GET', '/agency')).json).toMatchObject({
      name: 'Viajes del Sur',
      sender: south.sender,
      hours: null,
      isOpen: null,
      opensAt: null,
    });
    // It is nine in the morning of a Monday there.
    const opened = await south.ask('PATCH', '/agency', {
      zone,
      phone: '+54 11 5555-0108',
      hours: { monday: workday, saturday: [{ from: '10:00', to: '13:00' }] },
    });
    expect(opened.json).toMatchObject({ phone: '+541155550108', isOpen: true });
    const closed = await south.ask('PATCH', '/agency', {
      hours: { monday: null, holidays: ['2027-03-06'] },
      languages: ['es', 'es', 'en'],
    });
    expect(closed.json).toMatchObject({
      name: 'Viajes del Sur',
      phone: '+541155550108',
      hours: { monday: [], saturday: [{ from: '10:00', to: '13:00' }], holidays: ['2027-03-06'] },
      languages: ['es', 'en'],
      isOpen: false,
      opensAt: '2027-03-13T13:00:00.000Z',
    });
    expect((await south.ask('GET', '/agency')).json).toEqual(closed.json);
  });

  it('is refused by place where it cannot be like that, and stays as it was', async () => {
    const { north } = await anApi();
    const before = (await north.ask('GET', '/agency')).json;
    const refused = (edit: unknown) => north.ask('PATCH', '/agency', edit).then(mistakes);
    expect(await refused({ hours: { monday: workday } })).toEqual(['#/zone required']);
    expect(await refused({ zone: 'Mars/Base', phone: '5555' })).toEqual([
      '#/phone bad_phone',
      '#/zone unknown_zone',
    ]);
    expect(await refused({ hours: { monday: [{ from: '18:00', to: '09:00' }] } })).toEqual([
      '#/hours/monday/0/to ends_before_it_begins',
    ]);
    expect(await refused({ hours: { lunes: workday } })).toEqual(['#/hours/lunes unknown_field']);
    expect(await refused({ sender: '+12025550199' })).toEqual(['#/sender unknown_field']);
    expect(await refused({ name: ' ' })).toEqual(['#/name too_small']);
    expect((await north.ask('GET', '/agency')).json).toEqual(before);
  });

  it('is edited at the revision that was read', async () => {
    const { north } = await anApi();
    const read = await north.ask('GET', '/agency');
    const etag = read.headers.get('etag') ?? '';
    const edit = (emergencyPhone: string) =>
      north.ask('PATCH', '/agency', { emergencyPhone }, { 'if-match': etag });
    const first = await edit('+54 11 5555 0107');
    expect([first.status, revision(first)]).toEqual([200, Number(revision(read)) + 1]);
    const second = await edit('+54 11 5555 0106');
    expect([second.status, mistakes(second)]).toEqual([412, ['#/emergencyPhone differs']]);
    const audit = await north.ask('GET', '/audit?objectKind=agencies');
    expect(audit.json['items']).toMatchObject([
      {
        action: 'agencies.update',
        changes: { emergency_phone: { after: '+541155550107' } },
      },
    ]);
  });
});
