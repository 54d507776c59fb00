/** The body of a booking; the overrides may be anything that a client could send. */
export const booking = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  clientName: 'Ana Ruiz',
  whatsapp: '+54 9 11 5555 0100',
  language: 'es',
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure: '2027-03-03T16:20',
  ...overrides,
});

/** An alert as AeroAPI pushes it. */
export const push = (overrides: Readonly<Record<string, unknown>> = {}) => ({
  long_description: 'BAW820 has been cancelled',
  short_description: 'cancelled',
  summary: 'cancelled',
  event_code: 'cancelled',
  alert_id: 4711,
  flight: {
    fa_flight_id: 'BAW820-1803831600-schedule-101p',
    ident: 'BAW820',
    cancelled: true,
    diverted: false,
  },
  ...overrides,
});

/** A traveller's message as Twilio delivers it. */
export const inbound = (overrides: Readonly<Record<string, string>> = {}) => ({
  MessageSid: `SM${'0'.repeat(31)}1`,
  From: 'whatsapp:+5491155550100',
  To: 'whatsapp:+12025550101',
  Body: '¿A qué hora sale?',
  NumMedia: '0',
  ...overrides,
});

/** A status callback as Twilio sends it. */
export const report = (overrides: Readonly<Record<string, string>> = {}) => ({
  MessageSid: `SM${'0'.repeat(31)}2`,
  MessageStatus: 'delivered',
  To: 'whatsapp:+5491155550100',
  ...overrides,
});
