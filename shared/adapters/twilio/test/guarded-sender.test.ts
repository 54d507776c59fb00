import { minute, plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { SendOutcome } from '#shared/ports/message-sender.ts';
import { aClaimedEffect, aMoment } from '#shared/testing/builders.ts';
import { ManualClock, ScriptedSender, someBreakers } from '#shared/testing/fakes.ts';
import { guardedSender } from '../guarded-sender.ts';

const refused: SendOutcome = { kind: 'not-sent', code: 'ECONNREFUSED', retryAfterMs: null };
const timeout: SendOutcome = { kind: 'unknown', code: 'timeout' };
const accepted: SendOutcome = { kind: 'accepted', providerId: 'SM-1' };
const query = { from: '+5491155550000', to: '+5491155550100', since: aMoment };
const inHalfAMinute = plus(aMoment, 30 * second);

const setUp = (
  sends: readonly SendOutcome[],
  lists: ConstructorParameters<typeof ScriptedSender>[1] = [],
) => {
  const clock = new ManualClock();
  const twilio = new ScriptedSender(sends, lists);
  const sender = guardedSender(twilio, someBreakers(clock).of('twilio'), clock);
  const { id, from, to, content } = aClaimedEffect();
  const send = () =>
    sender.send({ id, from, to, content, deadline: plus(clock.now(), 50 * second) });
  const sendAll = async (times: number) => {
    const outcomes: SendOutcome[] = [];
    for (let i = 0; i < times; i += 1) outcomes.push(await send());
    return outcomes;
  };
  return { clock, twilio, sender, send, sendAll };
};

describe('a guarded sender', () => {
  it.each([
    ['refused connections', refused],
    ['timeouts, resets and answers of the class 5xx', timeout],
  ])('leaves Twilio alone after five %s', async (_, failure) => {
    const { send, sendAll, twilio } = setUp([failure, failure, failure, failure, failure]);
    await sendAll(5);
    expect(await send()).toEqual({ kind: 'circuit-open', until: inHalfAMinute });
    expect(twilio.requests).toHaveLength(5);
  });

  it.each<readonly [string, SendOutcome]>([
    ['a number that cannot be reached', { kind: 'rejected', code: '63024', permanent: true }],
    ['a refusal of the moment', { kind: 'rejected', code: '63018', permanent: false }],
    ['free text outside the window', { kind: 'window-closed' }],
    ['a message taken', accepted],
  ])('takes %s for an answer like any other', async (_, answer) => {
    const { sendAll, twilio } = setUp([
      timeout,
      timeout,
      timeout,
      timeout,
      answer,
      timeout,
      timeout,
      timeout,
      timeout,
      accepted,
    ]);
    await sendAll(10);
    twilio.finish();
  });

  it.each<readonly [string, SendOutcome]>([
    ['a 429', { kind: 'not-sent', code: '20429', retryAfterMs: 1000 }],
    ['a deadline of our own', { kind: 'not-sent', code: 'deadline', retryAfterMs: null }],
    ['a template that cannot be sent', { kind: 'template-unusable', until: inHalfAMinute }],
  ])('counts %s neither for nor against it', async (_, nothing) => {
    const { send, sendAll } = setUp([
      ...Array.from({ length: 9 }, () => nothing),
      timeout,
      timeout,
      nothing,
      timeout,
      timeout,
      timeout,
    ]);
    const outcomes = await sendAll(15);
    expect(outcomes.slice(0, 9).every((outcome) => outcome === nothing)).toBe(true);
    expect(await send()).toMatchObject({ kind: 'circuit-open' });
  });

  it('counts no try for what was certainly not sent while open, nor for the probe', async () => {
    const { clock, send, sendAll } = setUp([
      refused,
      refused,
      refused,
      refused,
      refused,
      refused,
      accepted,
    ]);
    expect(await sendAll(5)).toEqual([
      refused,
      refused,
      refused,
      refused,
      { kind: 'circuit-open', until: inHalfAMinute },
    ]);
    clock.advance(30 * second);
    expect(await send()).toEqual({ kind: 'circuit-open', until: plus(clock.now(), minute) });
    clock.advance(minute);
    expect(await send()).toEqual(accepted);
  });

  it('tells of a probe that may have been sent as of any such message', async () => {
    const { clock, send, sendAll } = setUp([timeout, timeout, timeout, timeout, timeout, timeout]);
    await sendAll(5);
    clock.advance(30 * second);
    expect(await send()).toEqual(timeout);
    expect(await send()).toEqual({ kind: 'circuit-open', until: plus(clock.now(), minute) });
  });

  it('delays the reading of the list of sent messages, which can be the probe', async () => {
    const { clock, sender, send, sendAll } = setUp(
      [timeout, timeout, timeout, timeout, timeout, accepted],
      [[]],
    );
    await sendAll(5);
    const circuitOpen = await sender.listSent(query).catch((error: unknown) => error);
    expect(circuitOpen).toBeInstanceOf(ServiceUnavailable);
    expect(circuitOpen).toMatchObject({ retryAfterMs: 30 * second });
    clock.advance(30 * second);
    expect(await sender.listSent(query)).toEqual([]);
    expect(await send()).toEqual(accepted);
  });

  it('does not take a list that can be read for messages that can be sent', async () => {
    const { sender, send, sendAll } = setUp(
      [timeout, timeout, timeout, timeout, timeout],
      [[], [], []],
    );
    await sendAll(2);
    for (let i = 0; i < 3; i += 1) await sender.listSent(query);
    await sendAll(3);
    expect(await send()).toMatchObject({ kind: 'circuit-open' });
  });

  it('counts lists that cannot be read', async () => {
    const down = new ServiceUnavailable('twilio', 'down');
    const { sender, send } = setUp([], [down, down, down, down, down]);
    for (let i = 0; i < 5; i += 1) await expect(sender.listSent(query)).rejects.toBe(down);
    expect(await send()).toMatchObject({ kind: 'circuit-open' });
  });
});
