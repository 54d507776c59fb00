import { serve } from '#local/simulators/serve.ts';
import { accountSid, authToken, twilioWorld } from '#local/simulators/test/worlds.ts';
import { failingNumbers } from '#local/simulators/twilio/failing-numbers.ts';
import { createPerform } from '#shared/actor/perform.ts';
import { createTwilioSender } from '#shared/adapters/twilio/sender.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import type { ClaimedEffect, Settlement } from '#shared/ports/actor-store.ts';
import { aClaimedEffect } from '#shared/testing/builders.ts';
import { countingIds, RecordingLog } from '#shared/testing/fakes.ts';

const text = 'Embarca por B22 ahora.';
const opened: { close(): unknown }[] = [];
afterEach(() => Promise.all(opened.splice(0).map((each) => each.close())));

/** A message to a number, performed by the sender of production on the simulator. */
const messageTo = async (ending: string) => {
  const world = twilioWorld({ failingNumbers });
  const [template] = world.sim.preload([
    {
      friendly_name: 'gate',
      language: 'es',
      variables: { '1': 'B22' },
      types: { 'twilio/text': { body: 'Embarca por {{1}} ahora.' } },
    },
  ]);
  const server = await serve(world.sim.app, 0);
  opened.push(server, world.sim);
  const { clock } = world;
  const settled: Settlement[] = [];
  const perform = createPerform({
    store: {
      settle: async ({ settlements }) => {
        settled.push(...settlements);
        return [];
      },
    },
    sender: createTwilioSender({
      accountSid,
      authToken,
      baseUrl: server.url,
      statusCallbackUrl: (id) => `http://127.0.0.1:1/webhooks/twilio/status/${id}`,
      contentSid: async () => template?.sid ?? null,
      clock,
    }),
    clock,
    ids: countingIds(),
    log: new RecordingLog(),
  });
  const effect = aClaimedEffect({
    to: `+54911555501${ending}`,
    content: {
      kind: 'template',
      template: 'gate',
      language: 'es',
      variables: { '1': 'B22' },
      text,
    },
    firstTriedAt: clock.now(),
    lastTriedAt: clock.now(),
    leaseUntil: plus(clock.now(), hour),
  });
  /** Sends, or looks up, and returns how it was settled. */
  const settle = async (over: Partial<ClaimedEffect> = {}) => {
    await perform([{ ...effect, ...over }]);
    return settled.at(-1);
  };
  return { ...world, settle };
};

describe('the sender of production', () => {
  it('is told of …0190 that it is not on WhatsApp', async () => {
    const { sim, posted, reaches, settle } = await messageTo('90');
    const sent = await settle();
    expect(sent?.kind).toBe('sent');
    await reaches(sim.messages()[0]?.sid ?? '', 'failed');
    await sim.idle();
    expect(posted.map(({ parameters }) => parameters['ErrorCode'])).toEqual(['63024']);
  });

  it('does not know whether …0197 was sent, and finds it once', async () => {
    const { sim, clock, reaches, settle } = await messageTo('97');
    expect((await settle())?.kind).toBe('unknown');
    await reaches(sim.messages()[0]?.sid ?? '', 'delivered');
    clock.advance(2);
    expect(await settle({ mode: 'reconcile' })).toMatchObject({
      kind: 'sent',
      providerId: sim.messages()[0]?.sid,
    });
    expect(sim.messages()).toHaveLength(1);
  });

  it('does not find …0198 in two looks, and sends it once more', async () => {
    const { sim, clock, settle } = await messageTo('98');
    expect((await settle())?.kind).toBe('unknown');
    clock.advance(2);
    expect((await settle({ mode: 'reconcile' }))?.kind).toBe('still-unknown');
    clock.advance(1);
    const again = await settle({ mode: 'reconcile', emptyLists: 1 });
    expect(again).toMatchObject({ kind: 'retry', code: 'not_found_at_provider' });
    expect((await settle({ attempts: 1 }))?.kind).toBe('sent');
    expect(sim.messages()).toHaveLength(1);
  });
});
