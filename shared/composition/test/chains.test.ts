import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { openStub } from '#shared/adapters/openai/test/stub.ts';
import { second } from '#shared/domain/instant.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import type { SendOutcome } from '#shared/ports/message-sender.ts';
import type { Meter } from '#shared/ports/meter.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock, RecordingLog, someBreakers } from '#shared/testing/fakes.ts';
import { shieldedFlightData } from '../flights.ts';
import { composeLanguageModel } from '../language-model.ts';
import { shieldedSender } from '../whatsapp.ts';

const aPlatform = () => {
  const clock = new ManualClock();
  const counts = new Map<string, number>();
  const meter: Meter = {
    count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    seconds: () => undefined,
  };
  return { clock, meter, counts, log: new RecordingLog(), breakers: someBreakers(clock) };
};
/** Consecutive failures after which a circuit opens. */
const failuresUntilOpen = 5;

describe('between the tracker and AeroAPI', () => {
  const down: FlightLookup = { kind: 'failed', reason: 'server', at: aMoment };
  const query = (designator: string) => ({ designator, from: aMoment, to: aMoment });
  const setUp = (answer: FlightLookup) => {
    const platform = aPlatform();
    const asked: string[] = [];
    const flights = shieldedFlightData(
      {
        look: async ({ designator }) => {
          asked.push(designator);
          return { ...answer, at: platform.clock.now() };
        },
      },
      { ...platform, store: createMemoryFlightSnapshots() },
    );
    return { ...platform, flights, asked };
  };

  it('looks at one flight are shared, and only the one that is made is paid for', async () => {
    const { flights, asked, counts } = setUp({ kind: 'not-found', at: aMoment });
    const look = () => flights.look(query('BA820'), { maxAgeMs: 60 * second });
    await Promise.all([look(), look(), look()]);
    await look();
    expect(asked).toEqual(['BA820']);
    expect(counts.get('AeroApiLookups')).toBe(1);
  });

  it('an open breaker holds looks back, and what is held back is not paid for', async () => {
    const { flights, asked, counts } = setUp(down);
    for (let n = 0; n < failuresUntilOpen; n += 1)
      await flights.look(query(`BA${n + 1}`), { maxAgeMs: 0 });
    const lookup = await flights.look(query('BA820'), { maxAgeMs: 0 });
    expect(lookup.kind).toBe('circuit-open');
    expect(asked).toHaveLength(failuresUntilOpen);
    expect(counts.get('AeroApiLookups')).toBe(failuresUntilOpen);
    expect(counts.get('AeroApiFailures')).toBe(failuresUntilOpen);
  });

  it('what was held back is not shared: the next look asks for itself', async () => {
    const { flights, asked, clock } = setUp(down);
    for (let n = 0; n <= failuresUntilOpen; n += 1)
      await flights.look(query('BA820'), { maxAgeMs: 0 });
    clock.advance(60 * second);
    await flights.look(query('BA820'), { maxAgeMs: 60 * second });
    expect(asked).toHaveLength(failuresUntilOpen + 1);
  });
});

describe('between the kernel and Twilio', () => {
  it('an open breaker holds messages back, which are counted as such and not as sent', async () => {
    const platform = aPlatform();
    let asked = 0;
    const refused: SendOutcome = { kind: 'not-sent', code: 'ECONNREFUSED', retryAfterMs: null };
    const sender = shieldedSender(
      {
        send: async () => {
          asked += 1;
          return refused;
        },
        listSent: async () => [],
      },
      platform,
    );
    const message = {
      id: '00000000-0000-4000-8000-000000000001',
      from: '+5491155550000',
      to: '+5491155550101',
      content: { kind: 'text' as const, text: 'Hola' },
      deadline: aMoment,
    };
    const outcomes: string[] = [];
    for (let n = 0; n < failuresUntilOpen + 2; n += 1)
      outcomes.push((await sender.send(message)).kind);
    expect(asked).toBe(failuresUntilOpen);
    // The failure that opens the breaker was no try of its message either.
    expect(Object.fromEntries(platform.counts)).toEqual({
      MessagesRefused: failuresUntilOpen - 1,
      MessagesDeferred: 3,
    });
    expect(outcomes.slice(-3)).toEqual(['circuit-open', 'circuit-open', 'circuit-open']);
  });
});

describe('between an agent and the language model', () => {
  const accounts = (spentMicros: number) => {
    const recorded: { readonly failed: boolean }[] = [];
    const modelSpend: ModelSpend = {
      budget: async () => ({ spentMicros, budgetMicros: 1_000 }),
      record: async (entry) => void recorded.push(entry),
    };
    return { modelSpend, recorded };
  };
  const setUp = async (spentMicros: number) => {
    const platform = aPlatform();
    const stub = await openStub(
      ...Array.from({ length: 2 * failuresUntilOpen }, () => ({ status: 500, body: {} })),
    );
    const { modelSpend, recorded } = accounts(spentMicros);
    const { model, embedder } = composeLanguageModel({
      ...platform,
      access: {
        languageModel: {
          apiKey: 'a-key-for-tests',
          baseUrl: stub.baseUrl,
          api: 'responses',
          model: 'some-model',
          reasoningEffort: null,
          embeddingModel: 'meaning-model',
          transcriptionModel: 'listening-model',
          prices: { input: 1, cachedInput: 1, output: 1 },
        },
      },
      store: { modelSpend },
    });
    if (!model || !embedder) throw new Error('no model');
    const agencyId = '00000000-0000-4000-8000-000000000001';
    return {
      ...stub,
      recorded,
      embed: () => embedder.embed({ agencyId, texts: ['boats'] }),
      transcribe: () =>
        model.transcribe({ agencyId, audio: new Uint8Array([1]), contentType: 'audio/ogg' }),
    };
  };

  it('an open circuit stops every kind of call, and nothing is recorded', async () => {
    const { embed, transcribe, requests, recorded, close } = await setUp(0);
    for (let n = 0; n < failuresUntilOpen; n += 1) await embed();
    const [made, written] = [requests.length, recorded.length];
    expect(written).toBe(failuresUntilOpen);
    expect(await transcribe()).toMatchObject({ ok: false, error: { reason: 'unavailable' } });
    expect(await embed()).toBeNull();
    expect([requests.length, recorded.length]).toEqual([made, written]);
    await close();
  });

  it('a budget that is spent comes before everything else', async () => {
    const { transcribe, requests, recorded, close } = await setUp(1_000);
    expect(await transcribe()).toMatchObject({ ok: false, error: { reason: 'budget' } });
    expect([requests, recorded]).toEqual([[], []]);
    await close();
  });
});
