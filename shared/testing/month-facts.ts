import type { MonthFacts } from '#shared/monthly-report/month-facts.ts';

/** A month as an agency of twelve has it. */
export const aMonth = (over: Partial<MonthFacts> = {}): MonthFacts => ({
  agencyName: 'Viajes del Sur',
  month: '2026-11',
  delivery: { sent: 1_843, delivered: 1_806, read: 1_412, failed: 37, unsent: 0 },
  before: { sent: 1_500, delivered: 1_450, read: 1_000, failed: 50, unsent: 0 },
  days: Array.from({ length: 30 }, (_, n) => {
    const sent = n === 13 ? 182 : 30 + ((n * 37) % 55);
    return {
      day: `2026-11-${String(n + 1).padStart(2, '0')}`,
      sent,
      delivered: sent - 2,
      read: sent - 20,
      failed: n % 7 === 0 ? 3 : 0,
      unsent: n % 7 === 0 ? 3 : 0,
    };
  }),
  news: [
    { type: null, messages: 212, delivered: 208, held: 31, p50Seconds: 38, p90Seconds: 131 },
    { type: 'cancelled', messages: 41, delivered: 41, held: 2, p50Seconds: 22, p90Seconds: 60 },
    { type: 'delayed', messages: 101, delivered: 98, held: 29, p50Seconds: 41, p90Seconds: 140 },
    { type: 'gate_change', messages: 70, delivered: 69, held: 0, p50Seconds: 35, p90Seconds: 90 },
  ],
  answers: [
    { by: null, questions: 318, p50Seconds: 9, p90Seconds: 410 },
    { by: 'assistant', questions: 261, p50Seconds: 7, p90Seconds: 15 },
    { by: 'nobody', questions: 3, p50Seconds: null, p90Seconds: null },
    { by: 'person', questions: 54, p50Seconds: 400, p90Seconds: 5_400 },
  ],
  handoffs: [
    { reason: null, handoffs: 61, urgent: 9, open: 1, claimedP50Seconds: 240 },
    { reason: 'asked', handoffs: 30, urgent: 0, open: 1, claimedP50Seconds: 300 },
    { reason: 'no_model', handoffs: 12, urgent: 0, open: 0, claimedP50Seconds: 200 },
    { reason: 'disruption', handoffs: 11, urgent: 6, open: 0, claimedP50Seconds: 90 },
    { reason: 'emergency', handoffs: 3, urgent: 3, open: 0, claimedP50Seconds: 40 },
    { reason: 'request', handoffs: 5, urgent: 0, open: 0, claimedP50Seconds: null },
  ],
  wakings: [
    { type: null, messages: 14, people: 11 },
    { type: 'cancelled', messages: 9, people: 8 },
    { type: 'departure_moved_earlier', messages: 5, people: 4 },
  ],
  incidents: [
    {
      carrier: 'AR',
      incidents: 17,
      urgent: 5,
      people: 88,
      unreached: 4,
      claimedP50Seconds: 300,
      doneP50Seconds: 4_000,
    },
    {
      carrier: 'IB',
      incidents: 6,
      urgent: 1,
      people: 14,
      unreached: 0,
      claimedP50Seconds: 500,
      doneP50Seconds: 7_000,
    },
    {
      carrier: null,
      incidents: 4,
      urgent: 0,
      people: 0,
      unreached: 0,
      claimedP50Seconds: null,
      doneP50Seconds: null,
    },
  ],
  cost: [
    { category: 'reply', purpose: null, count: 610, usd: 3.05 },
    { category: 'template', purpose: null, count: 1_233, usd: 10.3572 },
    { category: 'model', purpose: 'answer', count: 120, usd: 1.24 },
    { category: 'model', purpose: 'itinerary', count: 40, usd: 2.1 },
  ],
  ...over,
});
