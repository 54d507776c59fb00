import { styleText } from 'node:util';
import type { Instant } from '#shared/domain/instant.ts';

/** What is said when the system is ready. */
export interface Ready {
  readonly url: string;
  readonly agency: { readonly name: string; readonly apiKey: string };
  readonly services: {
    /** Where the database is, without its password. */
    readonly database: string;
    /** Null: the simulator. */
    readonly flights: string | null;
    readonly whatsapp: string | null;
    readonly model: string | null;
  };
  readonly time: { readonly now: Instant; readonly speed: number; readonly isReal: boolean };
  /** A departure for the example, local to Madrid. */
  readonly exampleDeparture: string;
  readonly demoTrips: number;
  readonly startedInMs: number;
  readonly notes: readonly string[];
}

type Format = Parameters<typeof styleText>[0];
/** Colours only where somebody sees them. */
const painted = (colour: boolean) => (format: Format, text: string) =>
  colour ? styleText(format, text, { validateStream: false }) : text;

/** The words printed when everything runs: addresses, key, a first booking to paste, and what is real. */
export const banner = (ready: Ready, colour: boolean): string => {
  const paint = painted(colour);
  const row = (name: string, value: string) => `  ${paint('dim', name.padEnd(12))}${value}`;
  const service = (name: string, real: string | null, simulator: string) =>
    row(
      name,
      real === null
        ? `${paint('yellow', 'simulator')}  ${paint('dim', simulator)}`
        : `${paint('green', 'real')}  ${paint('dim', real)}`,
    );
  const { url, agency, services, time } = ready;
  const booking = JSON.stringify({
    clientName: 'Ana Ruiz',
    whatsapp: '+54 9 11 5555 0110',
    language: 'es',
    flightNumber: 'IB3172',
    originIata: 'MAD',
    destinationIata: 'LHR',
    departure: ready.exampleDeparture,
  });
  return [
    '',
    `  ${paint('bold', 'Bauhaus Travel')} is ready ${paint('dim', `after ${(ready.startedInMs / 1_000).toFixed(1)} s`)}`,
    '',
    ...(services.whatsapp === null ? [row('Phone', paint('cyan', `${url}/phone`))] : []),
    row('API', paint('cyan', url)),
    row('Docs', paint('cyan', `${url}/docs`)),
    row('Health', paint('cyan', `${url}/health`)),
    '',
    row('Agency', agency.name),
    row('API key', paint('bold', agency.apiKey)),
    row(
      'Time',
      `${time.now.slice(0, 16).replace('T', ' ')} UTC${time.speed === 1 ? '' : `, ${time.speed} times faster`}${time.isReal ? '' : paint('dim', '  (not the real time)')}`,
    ),
    '',
    row('Database', `${paint('green', 'real')}  ${paint('dim', services.database)}`),
    service('Flights', services.flights, 'AeroAPI-shaped; set AEROAPI_KEY for the real service'),
    service(
      'WhatsApp',
      services.whatsapp,
      'Twilio-shaped; set TWILIO_ACCOUNT_SID and its companions for the real service',
    ),
    row(
      'Model',
      services.model === null
        ? `${paint('yellow', 'none')}  ${paint('dim', 'itineraries of the agency’s places alone; set OPENAI_API_KEY for one')}`
        : `${paint('green', 'real')}  ${paint('dim', services.model)}`,
    ),
    ...ready.notes.map((note) => row('Note', paint('yellow', note))),
    '',
    ...(ready.demoTrips > 0
      ? [`  ${ready.demoTrips} demo trips have been booked: see the phone page.`, '']
      : []),
    '  Book a trip:',
    '',
    `curl -s ${url}/trips \\`,
    `  -H 'Authorization: Bearer ${agency.apiKey}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${booking}'`,
    '',
    paint('dim', '  Ctrl-C stops; the next start goes on from here.'),
    '',
  ].join('\n');
};
