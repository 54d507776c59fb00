import { hour, plus } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import { always, ana, beto, Night, olga, threeAtNight } from './night.ts';

const texts = (night: Night): readonly string[] => night.read.map(({ text }) => text);

describe('an urgent incident', () => {
  it('is told to who is on duty, by WhatsApp and by mail, with what happened and to how many', async () => {
    const night = new Night();
    await night.happens(
      await night.book({ clientName: 'Ana Ruiz', flightNumber: 'BA820' }),
      'cancelled',
    );
    await night.pass(1);
    expect(night.told).toEqual(['Ana']);
    expect(texts(night)[0]).toMatch(/vuelo cancelado, BA820 LHR-CPH, sale .+, 1 persona/);
    expect(texts(night)[0]).toContain('*1*');
    expect(texts(night)[0]).not.toContain('Ruiz');
    expect(night.mail.sent).toMatchObject([
      { to: ana.email, subject: expect.stringContaining('vuelo cancelado') },
    ]);
    expect(night.mail.sent[0]?.text).toContain('https://travel.example/console/now?incident=');
    expect(night.push.pushed).toEqual([]);
    expect(night.incidents).toMatchObject([{ state: 'open', alert: 'asked' }]);
  });

  it('goes to the second after five minutes without an answer, and to the owner after ten', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(5);
    expect(night.told).toEqual(['Ana']);
    await night.pass(1);
    expect(night.told).toEqual(['Ana', 'Beto']);
    await night.pass(4);
    expect(night.told).toEqual(['Ana', 'Beto']);
    await night.pass(1);
    expect(night.told).toEqual(['Ana', 'Beto', 'Olga']);
    expect(night.incidents).toMatchObject([{ alert: 'asked' }]);
    await night.pass(60);
    expect(night.told).toHaveLength(3);
    expect(night.mail.sent).toHaveLength(3);
    expect(night.incidents).toMatchObject([{ alert: 'unanswered' }]);
    expect(night.rules).toContain('noted unanswered');
  });

  it('is one alert for a flight of 38, however they come', async () => {
    const night = new Night();
    const first = await night.book();
    await night.happens(first, 'cancelled');
    for (let n = 1; n < 38; n += 1)
      await night.happens(
        await night.book({
          whatsapp: `+54911555501${40 + n}`,
          clientName: `Eva ${n}`,
          flightKey: first.flightKey,
        }),
        'cancelled',
      );
    await night.pass(4);
    expect(night.told).toEqual(['Ana']);
    expect(texts(night)[0]).toContain('38 personas');
    await night.writes(ana.phone, '1');
    await night.pass(30);
    expect(night.told).toEqual(['Ana', 'Ana']);
    expect(night.mail.sent).toHaveLength(1);
  });

  it('is claimed by who answers, who is told so, and nobody else is asked', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(2);
    await night.writes(ana.phone, '1');
    expect(night.incidents).toMatchObject([
      { state: 'claimed', owner: { id: ana.id, name: 'Ana' } },
    ]);
    expect(texts(night).at(-1)).toMatch(/^Queda a tu cargo: vuelo cancelado/);
    await night.pass(60);
    expect(night.told).toEqual(['Ana', 'Ana']);
  });

  it('tells the second who answers who has it', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(6);
    await night.writes(beto.phone, 'Lo tomo');
    await night.writes(ana.phone, '1');
    expect(night.incidents).toMatchObject([{ owner: { name: 'Beto' } }]);
    expect(night.read.slice(-2)).toMatchObject([
      { to: beto.phone, text: expect.stringContaining('Queda a tu cargo') },
      { to: ana.phone, text: 'Ya lo tiene Beto, desde las 03:06.' },
    ]);
  });

  it('is asked about anew where the same happens again, from the first on duty on', async () => {
    const night = new Night();
    const trip = await night.book();
    await night.happens(trip, 'cancelled');
    await night.pass(1);
    await night.writes(ana.phone, '1');
    await night.happens(trip, 'cancelled', true);
    await night.pass(10);
    await night.happens(trip, 'cancelled');
    await night.pass(1);
    expect(night.told).toEqual(['Ana', 'Ana', 'Ana']);
    expect(texts(night).at(-1)).toContain('Respondé *1*');
  });

  it('says that it is over to who answers too late', async () => {
    const night = new Night();
    const trip = await night.book();
    await night.happens(trip, 'cancelled');
    await night.pass(1);
    await night.happens(trip, 'cancelled', true);
    await night.writes(ana.phone, '1');
    expect(texts(night).at(-1)).toMatch(/resuelto/);
  });

  it('has a number of its own while another one waits', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.happens(await night.book({ flightNumber: 'IB6845' }), 'diverted');
    await night.pass(1);
    expect(texts(night).map((text) => /\*(\d)\*/.exec(text)?.[1])).toEqual(['1', '2']);
    await night.writes(ana.phone, '2');
    expect(night.incidents.map(({ state, kinds }) => [state, kinds])).toEqual([
      ['open', ['cancelled']],
      ['claimed', ['diverted']],
    ]);
  });

  it('is told by mail alone to who has no phone, or has not agreed, with the reason', async () => {
    const night = new Night();
    night.staff([{ ...ana, phone: null }, { ...beto, consentedAt: null }, olga], always(ana, beto));
    await night.happens(await night.book(), 'cancelled');
    await night.pass(7);
    expect(night.told).toEqual([]);
    expect(night.mail.sent.map(({ to }) => to)).toEqual([ana.email, beto.email]);
    expect(night.rules).toEqual(
      expect.arrayContaining(['suppressed no_number', 'suppressed no_consent']),
    );
  });

  it('goes on at once where nothing reaches who was asked', async () => {
    const night = new Night();
    night.mail.answers = () => 'refused';
    night.answers = ({ to }) =>
      to === ana.phone ? { kind: 'rejected', code: '63024', permanent: true } : null;
    await night.happens(await night.book(), 'cancelled');
    await night.pass(1);
    expect(night.told).toEqual(['Beto']);
  });

  it('says that there is nobody where nobody can be reached, and tries again once there is', async () => {
    const night = new Night();
    night.mail.answers = () => 'refused';
    night.staff([{ ...olga, phone: null }], null);
    await night.happens(await night.book(), 'cancelled');
    await night.pass(1);
    expect(night.incidents).toMatchObject([{ alert: 'unreachable' }]);
    expect(night.rules).toContain('noted unreachable');
    night.staff([olga], null);
    await night.replan();
    expect(night.told).toEqual(['Olga']);
    expect(night.incidents).toMatchObject([{ alert: 'asked' }]);
  });

  it('falls to the owner at once in a hole of the roster', async () => {
    const night = new Night();
    night.staff([ana, beto, olga], null);
    await night.happens(await night.book(), 'cancelled');
    await night.pass(1);
    expect(night.told).toEqual(['Olga']);
  });

  it('is not sent any more where somebody took it while it waited', async () => {
    const night = new Night();
    night.answers = () => ({ kind: 'not-sent', code: '20429', retryAfterMs: 60_000 });
    const trip = await night.book();
    await night.happens(trip, 'cancelled');
    await night.pass(1);
    await night.happens(trip, 'cancelled', true);
    night.answers = () => null;
    await night.pass(30);
    expect(night.told).toEqual([]);
    expect(night.store.inspect.effects()).toMatchObject([
      { status: 'DROPPED', reason: 'incident_taken' },
    ]);
  });
});

describe('an incident that is not urgent', () => {
  it('wakes nobody, and says why', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'long_delay');
    await night.pass(60);
    expect(night.read).toEqual([]);
    expect(night.rules).toContain('held waits_for_digest');
  });

  it('becomes urgent by the clock where a child flies, and is told then', async () => {
    const night = new Night();
    const departure = plus(threeAtNight, 5 * hour);
    const child = { ...passengerOf('Tomás Ruiz'), kind: 'child' } as const;
    await night.happens(await night.book({ departure }, [child]), 'long_delay');
    await night.pass(2 * 60 - 1);
    expect(night.read).toEqual([]);
    expect(night.incidents).toMatchObject([{ severity: 'normal', minors: 1 }]);
    await night.pass(1);
    expect(night.read).toMatchObject([{ at: plus(threeAtNight, 2 * hour), to: ana.phone }]);
    expect(night.incidents).toMatchObject([{ severity: 'urgent' }]);
  });
});

describe('a staff phone that is also a traveller’s', () => {
  it('answers the desk with what answers an alert, and the concierge with everything else', async () => {
    const night = new Night();
    await night.book({ whatsapp: ana.phone });
    await night.happens(await night.book(), 'cancelled');
    await night.writes(ana.phone, '1');
    expect(night.incidents).toMatchObject([{ state: 'open' }]);
    await night.pass(1);
    await night.writes(ana.phone, '¿A qué hora sale mi vuelo?');
    expect(night.incidents).toMatchObject([{ state: 'open' }]);
    await night.writes(ana.phone, '1');
    expect(night.incidents).toMatchObject([{ state: 'claimed' }]);
    await night.writes(ana.phone, '1');
    const [conversation] = night.store.inspect.conversations();
    expect(conversation?.inbound.map(({ text }) => text)).toEqual([
      '1',
      '¿A qué hora sale mi vuelo?',
      '1',
    ]);
  });

  it('is helped where it quotes an alert with other words', async () => {
    const night = new Night();
    await night.happens(await night.book(), 'cancelled');
    await night.pass(1);
    const [alert] = night.store.inspect.effects();
    await night.writes(ana.phone, '¿qué vuelo es?', alert?.providerId);
    expect(texts(night).at(-1)).toMatch(/la respuesta es \*1\*/);
    await night.writes(ana.phone, 'Lo tomo', alert?.providerId);
    expect(night.incidents).toMatchObject([{ state: 'claimed' }]);
    expect(night.store.inspect.conversations()).toEqual([]);
  });
});

describe('the browsers of a member', () => {
  it('show the alert with the page on which it is taken, and count as told', async () => {
    const night = new Night();
    night.mail.answers = () => 'refused';
    night.push.answers = () => 'sent';
    night.staff([{ ...ana, phone: null }, beto, olga], always(ana, beto));
    await night.happens(await night.book(), 'cancelled');
    await night.pass(5);
    expect(night.push.pushed).toMatchObject([
      { memberId: ana.id, url: expect.stringMatching(/^\/console\/now\?incident=[0-9a-f-]+$/) },
    ]);
    await night.pass(1);
    expect(night.told).toEqual(['Beto']);
  });

  it('are told, as everybody is by mail, once a service that was down is up again', async () => {
    const night = new Night();
    night.mail.answers = () => 'unavailable';
    await night.happens(await night.book(), 'cancelled');
    await night.pass(2);
    expect(night.told).toEqual(['Ana']);
    expect(night.mail.sent).toEqual([]);
    night.mail.answers = () => 'sent';
    await night.pass(1);
    expect(night.mail.sent).toMatchObject([{ to: ana.email }]);
    expect(night.told).toEqual(['Ana']);
  });
});
