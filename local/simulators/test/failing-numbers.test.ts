import { classifyCode } from '#shared/adapters/twilio/codes.ts';
import { failingNumbers } from '../twilio/failing-numbers.ts';
import { errorMessages } from '../twilio/message.ts';
import { agencyNumber, body, twilioWorld } from './worlds.ts';

const template = {
  friendly_name: 'gate',
  language: 'es',
  variables: { '1': 'B22' },
  types: { 'twilio/text': { body: 'Embarca por {{1}} ahora.' } },
};

/** Sends an approved template to a number that fails. */
const sendTo = (ending: string) => {
  const world = twilioWorld({ failingNumbers });
  const [approved] = world.sim.preload([template]);
  const send = () =>
    world.send({
      To: `whatsapp:+54911555501${ending}`,
      ContentSid: approved?.sid ?? '',
      StatusCallback: 'http://127.0.0.1:1/webhooks/twilio/status/one',
    });
  const reported = () => world.posted.map(({ parameters }) => parameters['MessageStatus']);
  return { ...world, send, reported };
};

describe('numbers that fail in known ways', () => {
  test.each([
    ['90', 63024, 'permanent'],
    ['91', 63003, 'permanent'],
    ['92', 30006, 'permanent'],
    ['93', 63014, 'permanent'],
  ])('…01%s fails with %i, which is %s', async (ending, code, kind) => {
    const world = sendTo(ending);
    const { sid } = await body(world.send());
    await world.reaches(sid, 'failed');
    await world.sim.idle();
    expect(world.reported()).toEqual(['failed']);
    expect(world.posted[0]?.parameters).toMatchObject({
      ErrorCode: String(code),
      ChannelStatusMessage: errorMessages[code],
    });
    expect(classifyCode(String(code))).toBe(kind);
    world.sim.close();
  });

  test('…0194 is sent, and not delivered for a reason that may pass', async () => {
    const world = sendTo('94');
    const { sid } = await body(world.send());
    await world.reaches(sid, 'undelivered');
    await world.sim.idle();
    expect(world.reported()).toEqual(['sent', 'undelivered']);
    expect(classifyCode(String(world.posted[1]?.parameters['ErrorCode']))).toBe('transient');
    world.sim.close();
  });

  test('…0195 is sent at once and delivered two minutes later', async () => {
    const world = sendTo('95');
    const { sid } = await body(world.send());
    await world.reaches(sid, 'sent');
    await world.sim.idle();
    expect(world.reported()).toEqual(['sent']);
    expect(failingNumbers.find(({ phone }) => phone.endsWith('95'))?.course).toMatchObject({
      afterMs: 120_000,
    });
    world.sim.close();
  });

  test('…0196 refuses each message twice as too many', async () => {
    const world = sendTo('96');
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) statuses.push((await world.send()).status);
    expect(statuses).toEqual([429, 429, 201, 429]);
    world.sim.close();
  });

  test('…0197 is delivered without an answer or a status', async () => {
    const world = sendTo('97');
    expect((await world.send()).status).toBe(500);
    const [message] = world.sim.messages();
    await world.reaches(message?.sid ?? '', 'delivered');
    const list = await body(world.api(world.messagesPath));
    expect(list.messages).toMatchObject([{ to: 'whatsapp:+5491155550197', status: 'delivered' }]);
    world.sim.markRead({ sender: agencyNumber, traveller: '+5491155550197' });
    await world.reaches(message?.sid ?? '', 'read');
    await world.sim.idle();
    expect(world.reported()).toEqual([]);
    world.sim.close();
  });

  test('…0198 loses a message with its answer, and takes it the second time', async () => {
    const world = sendTo('98');
    expect((await world.send()).status).toBe(500);
    expect(world.sim.messages()).toEqual([]);
    expect((await world.send()).status).toBe(201);
    world.sim.close();
  });

  test('are usual numbers where nobody asks for them to fail', async () => {
    const world = twilioWorld();
    const [approved] = world.sim.preload([template]);
    const { sid } = await body(
      world.send({ To: 'whatsapp:+5491155550190', ContentSid: approved?.sid ?? '' }),
    );
    await world.reaches(sid, 'delivered');
    world.sim.close();
  });
});
