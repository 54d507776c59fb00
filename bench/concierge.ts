import { loadavg } from 'node:os';
import { Hono } from 'hono';
import { z } from 'zod';
import { serve } from '#local/simulators/serve.ts';
import { day } from '#shared/domain/instant.ts';
import type { Language } from '#shared/domain/trip.ts';
import { startMachine } from './concierge/machine.ts';
import { serveModel } from './concierge/model.ts';
import { pause } from './concierge/pause.ts';
import { servePhones } from './concierge/phones.ts';
import { type Latency, latencyOf } from './latency.ts';

/**
 * How soon the concierge answers on one machine: from a traveller's message leaving for the signed webhook to the provider being asked to send
 * the answer. Everything between is real: HTTP, the signature, Postgres with its durability on, the queue, the turns. Provider and model are
 * stand-ins in this process (20 ms and 800 ms).
 */

const quick = process.argv.includes('--quick');
const asJson = process.argv.includes('--json');
const progress = (line: string): void => void process.stderr.write(`${line}\n`);

const barMs = 150;
const modelMs = 800;
/** RULES §7: an open question waits so long for the rest of the thought. */
const thoughtMs = 4_000;
const sizes = {
  known: quick ? 60 : 300,
  open: quick ? 12 : 60,
  besideStalls: quick ? 60 : 150,
  stalls: 20,
};
const knownPerSecond = 10;
const openPerSecond = 2;
const languages = ['es', 'en', 'pt'] as const;
/** As many numbers as nobody has. */
const travellerCount = 100;

const known: Readonly<Record<Language, readonly string[]>> = {
  es: [
    'a qué hora sale mi vuelo?',
    'mi itinerario',
    'mandame el seguro',
    'hola!',
    'qué hacemos el segundo día?',
    'y la puerta?',
    'ayuda',
  ],
  en: [
    'what time is my flight?',
    'my itinerary please',
    'send me my insurance',
    'hello',
    'what is on day 2?',
    'which gate?',
    'help',
  ],
  pt: [
    'que horas sai meu voo?',
    'meu roteiro',
    'me manda o seguro',
    'oi!',
    'o que tem no dia 2?',
    'qual é o portão?',
    'ajuda',
  ],
};
const open: Readonly<Record<Language, (thing: string) => string>> = {
  es: (thing) => `¿Dónde puedo comprar un ${thing} por ahí?`,
  en: (thing) => `Where can I buy a ${thing} around there?`,
  pt: (thing) => `Onde posso comprar um ${thing} por lá?`,
};
/** A thing that nobody has a name for: by it the model's call is found again. */
const thingOf = (n: number): string =>
  `brillo${[...String(n)].map((digit) => 'bcdfghjlmn'[Number(digit)]).join('')}ante`;

interface Traveller {
  readonly phone: string;
  readonly language: Language;
  readonly tripId: string;
}
interface Row {
  readonly what: string;
  readonly count: number;
  readonly latency: Latency;
}

const account = {
  accountSid: `AC${'7'.repeat(32)}`,
  authToken: 'the-token-of-this-bench',
  sender: '+5491155550000',
};
const Booked = z
  .object({ trip: z.object({ id: z.string() }) })
  .or(z.object({ id: z.string() }).transform((trip) => ({ trip })));
const Listed = z.object({ items: z.array(z.unknown()) });

const loads: number[] = [];
const noteLoad = (): void => void loads.push(loadavg()[0] ?? Number.NaN);

/** Does something once every so often, whatever becomes of the last time. */
const evenly = async <T>(
  count: number,
  perSecond: number,
  work: (n: number) => Promise<T>,
): Promise<readonly T[]> => {
  const startedAt = performance.now();
  const all: Promise<T>[] = [];
  for (let n = 0; n < count; n += 1) {
    await pause(startedAt + (n * 1_000) / perSecond - performance.now());
    all.push(work(n));
  }
  return Promise.all(all);
};

const probe = await serve(new Hono(), 0);
await probe.close();
const { port } = probe;
const phones = await servePhones({
  ...account,
  webhookUrl: `http://127.0.0.1:${port}/webhooks/twilio`,
});
const model = await serveModel(modelMs);
progress('Starting the machine …');
const machine = await startMachine(port, {
  TWILIO_ACCOUNT_SID: account.accountSid,
  TWILIO_AUTH_TOKEN: account.authToken,
  TWILIO_WHATSAPP_FROM: account.sender,
  TWILIO_BASE_URL: phones.url,
  OPENAI_API_KEY: 'none-needed-here',
  OPENAI_BASE_URL: model.url,
  LOG_LEVEL: 'ERROR',
});

const prepare = async (): Promise<readonly Traveller[]> => {
  await machine.api('PUT', '/settings/rate_limiting', {
    messages_per_minute: 100_000,
    model_usd_per_month: 1_000,
  });
  for (const name of ['Torvehallerne', 'Tivoli', 'Nyhavn', 'Rundetårn'])
    await machine.api('POST', '/places', {
      name,
      type: 'attraction',
      city: 'Copenhagen',
      country: 'DK',
    });
  const departure = new Date(Math.ceil((Date.now() + 6 * day) / day) * day + day / 2).toISOString();
  const travellers: Traveller[] = [];
  for (let n = 0; n < travellerCount; n += 1) {
    const phone = `+54911555501${String(n).padStart(2, '0')}`;
    const language = languages[n % languages.length] ?? 'es';
    const booked = await machine.api('POST', '/trips', {
      clientName: `Ana Ruiz ${n}`,
      whatsapp: phone,
      language,
      flightNumber: `BA${800 + (n % 20)}`,
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure,
    });
    const { id: tripId } = Booked.parse(booked).trip;
    const form = new FormData();
    form.set('file', new File(['%PDF-1.4\n'], 'insurance.pdf'));
    form.set('type', 'insurance');
    await machine.api('POST', `/trips/${tripId}/documents`, form);
    await machine.api('POST', `/trips/${tripId}/itineraries`);
    travellers.push({ phone, language, tripId });
  }
  for (const { tripId } of travellers)
    while (
      Listed.parse(await machine.api('GET', `/trips/${tripId}/itineraries`)).items.length === 0
    )
      await pause(200);
  // What booking set off comes to rest.
  await pause(5_000);
  return travellers;
};

/** Milliseconds from a known question to its answer, of questions of all kinds in three languages. */
const askKnown = (travellers: readonly Traveller[], count: number): Promise<readonly number[]> =>
  evenly(count, knownPerSecond, async (n) => {
    const traveller = travellers[n % travellers.length];
    if (!traveller) throw new Error('nobody travels');
    const questions = known[traveller.language];
    const text = questions[(n + Math.floor(n / travellers.length)) % questions.length] ?? '';
    const askedAt = performance.now();
    return (await phones.write(traveller.phone, text)) - askedAt;
  });

/** How much longer than rules and model an open question takes; every third one is written in two messages and has one answer. */
const askOpen = async (travellers: readonly Traveller[], count: number) => {
  const asked = await evenly(count, openPerSecond, async (n) => {
    const { phone, language } = travellers[n % travellers.length] ?? { phone: '', language: 'es' };
    const thing = thingOf(n);
    if (n % 3 === 2) {
      phones.begin(phone, open[language](thing));
      await pause(1_000);
    }
    const text = n % 3 === 2 ? open[language](`${thing} rojo`) : open[language](thing);
    const askedAt = performance.now();
    return { thing, askedAt, answeredAt: await phones.write(phone, text) };
  });
  const parts = asked.map(({ thing, askedAt, answeredAt }) => {
    const [call, ...more] = model.calls.filter(({ asked: said }) => said.includes(thing));
    if (!call || more.length > 0)
      throw new Error(
        `the model was asked ${more.length + (call ? 1 : 0)} times about one question`,
      );
    return { before: call.arrivedAt - askedAt - thoughtMs, after: answeredAt - call.answeredAt };
  });
  return {
    outside: parts.map(({ before, after }) => before + after),
    before: parts.map(({ before }) => before),
    after: parts.map(({ after }) => after),
  };
};

const rowOf = (what: string, times: readonly number[]): Row => ({
  what,
  count: times.length,
  latency: latencyOf(times),
});

try {
  progress(`Booking ${travellerCount} trips with documents and itineraries …`);
  const travellers = await prepare();
  noteLoad();
  progress(`${sizes.known} known questions, ${knownPerSecond} a second …`);
  const calm = rowOf('known question', await askKnown(travellers, sizes.known));
  noteLoad();
  progress(`${sizes.open} open questions, ${openPerSecond} a second …`);
  const { outside, before, after } = await askOpen(travellers, sizes.open);
  const besideModel = rowOf('open question, beside 4 s and the model', outside);
  const pieces = [
    rowOf('  of that: before the model is asked', before),
    rowOf('  of that: after it has answered', after),
  ];
  noteLoad();
  progress(`${sizes.stalls} itineraries stall …`);
  model.stall();
  for (const { tripId } of travellers.slice(0, sizes.stalls))
    await machine.api('POST', `/trips/${tripId}/itineraries`);
  while (model.stalled() < sizes.stalls) await pause(50);
  const besideStalls = rowOf(
    `known question, ${sizes.stalls} itineraries stalled`,
    await askKnown(travellers, sizes.besideStalls),
  );
  if (model.stalled() < sizes.stalls)
    throw new Error(`only ${model.stalled()} itineraries are still stalled: nothing is shown`);
  noteLoad();

  const barred = [calm, besideModel, besideStalls];
  const stallRatio = besideStalls.latency.p95 / calm.latency.p95;
  const report = {
    barMs,
    rows: [calm, besideModel, ...pieces, besideStalls],
    met: barred.every(({ latency }) => latency.p95 < barMs),
    stallRatio,
    loadAverages: loads,
  };
  if (asJson) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const line = (what: string, cells: readonly string[]) =>
      process.stdout.write(`${what.padEnd(44)}${cells.map((cell) => cell.padStart(9)).join('')}\n`);
    line('milliseconds', ['count', 'p50', 'p95', 'p99', 'p95/bar']);
    for (const row of report.rows) {
      const { p50, p95, p99 } = row.latency;
      const share = barred.includes(row)
        ? `${(p95 / barMs).toFixed(2)}${p95 < barMs ? '' : ' OVER'}`
        : '';
      line(row.what, [String(row.count), p50.toFixed(1), p95.toFixed(1), p99.toFixed(1), share]);
    }
    process.stdout.write(
      `\nThe bar is a p95 under ${barMs} ms. Beside stalled itineraries it is ${stallRatio.toFixed(2)} × the calm one.\nLoad average meanwhile: ${loads.map((load) => load.toFixed(1)).join(', ')}\n`,
    );
  }
  if (!report.met) process.exitCode = 1;
} finally {
  // First, so that nobody waits any longer for what has stalled.
  await model.close();
  await machine.stop();
  await phones.close();
}
