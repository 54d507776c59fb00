import { styleText } from 'node:util';
import type { Instant } from '#shared/domain/instant.ts';

/** What the banner shows of a system that is ready. */
export interface ReadySystem {
  readonly url: string;
  /** The phone page, with its token where the network can reach it. */
  readonly phoneUrl: string;
  /** The mailbox, the same way; null: mail goes to a mail server. */
  readonly mailboxUrl: string | null;
  /** The demo agency; null where phones are real. */
  readonly agency: {
    readonly name: string;
    readonly apiKey: string;
    readonly keyFile: string;
  } | null;
  /** Signs in at the console, once; null where there is no demo agency. */
  readonly consoleLink: { readonly link: string; readonly file: string } | null;
  /** Signs in who operates this machine, once. */
  readonly operatorLink: { readonly link: string; readonly file: string } | null;
  readonly services: {
    /** The address of the database, without its password. */
    readonly database: string;
    /** The address of the real service; null for the simulator, or for no model. */
    readonly flights: string | null;
    readonly whatsapp: string | null;
    readonly model: string | null;
    readonly mail: string | null;
  };
  readonly time: { readonly now: Instant; readonly speed: number; readonly isReal: boolean };
  /** A departure for the example booking, local to Madrid. */
  readonly exampleDeparture: string;
  readonly demoJourneys: number;
  readonly startedInMs: number;
  readonly notes: readonly string[];
}

const withoutModel = 'itineraries of the agency’s places alone; set OPENAI_API_KEY for one';

const signsInOnce =
  'signs its owner in, once, within an hour; again: npm run agency -- sign-in AGENCY --email …';

type Format = Parameters<typeof styleText>[0];
const painter = (hasColour: boolean) => (format: Format, text: string) =>
  hasColour ? styleText(format, text, { validateStream: false }) : text;

/**
 * The text printed at the start: addresses, key, a first booking to paste, and what is real. The
 * key and the link that signs in are shown to a terminal only: other output ends in logs.
 */
export const banner = (ready: ReadySystem, isTerminal: boolean): string => {
  const paint = painter(isTerminal);
  const row = (name: string, value: string) => `  ${paint('dim', name.padEnd(12))}${value}`;
  const service = (name: string, real: string | null, simulator: string) =>
    row(
      name,
      real === null
        ? `${paint('yellow', 'simulator')}  ${paint('dim', simulator)}`
        : `${paint('green', 'real')}  ${paint('dim', real)}`,
    );
  const { url, phoneUrl, agency, consoleLink, operatorLink: operator, services, time } = ready;
  const startSeconds = (ready.startedInMs / 1_000).toFixed(1);
  const utc = `${time.now.slice(0, 16).replace('T', ' ')} UTC`;
  const speed = time.speed === 1 ? '' : `, ${time.speed} times faster`;
  const unreal = time.isReal ? '' : paint('dim', '  (not the real time)');
  const booking = JSON.stringify({
    clientName: 'Ana Ruiz',
    whatsapp: '+54 9 11 5555 0110',
    language: 'es',
    flightNumber: 'IB3172',
    originIata: 'MAD',
    destinationIata: 'LHR',
    departure: ready.exampleDeparture,
  });
  const bearer = `Bearer ${
    agency === null ? '$API_KEY' : isTerminal ? agency.apiKey : `$(cat ${agency.keyFile})`
  }`;
  return [
    '',
    `  ${paint('bold', 'Bauhaus Travel')} is ready ${paint('dim', `after ${startSeconds} s`)}`,
    '',
    ...(consoleLink
      ? [
          row('Console', isTerminal ? paint('cyan', consoleLink.link) : `in ${consoleLink.file}`),
          row('', paint('dim', signsInOnce)),
        ]
      : []),
    ...(operator
      ? [row('Operator', isTerminal ? paint('cyan', operator.link) : `in ${operator.file}`)]
      : []),
    ...(services.whatsapp === null ? [row('Phone', paint('cyan', phoneUrl))] : []),
    ...(ready.mailboxUrl === null ? [] : [row('Mailbox', paint('cyan', ready.mailboxUrl))]),
    row('API', paint('cyan', url)),
    row('Docs', paint('cyan', `${url}/docs`)),
    row('Health', paint('cyan', `${url}/health`)),
    '',
    ...(agency === null
      ? [row('Agency', 'make one: npm run agency -- create NAME --sender NUMBER')]
      : [
          row('Agency', agency.name),
          row('API key', isTerminal ? paint('bold', agency.apiKey) : `in ${agency.keyFile}`),
        ]),
    row('Time', `${utc}${speed}${unreal}`),
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
        ? `${paint('yellow', 'none')}  ${paint('dim', withoutModel)}`
        : `${paint('green', 'real')}  ${paint('dim', services.model)}`,
    ),
    service('Mail', services.mail, 'kept in the mailbox; set SMTP_URL and MAIL_FROM to send it'),
    ...ready.notes.map((note) => row('Note', paint('yellow', note))),
    '',
    ...(ready.demoJourneys > 0
      ? [
          `  ${ready.demoJourneys} demo journeys are booked; a lot happens to them in minutes.`,
          '  See the phone page, and what the agency is asked to do:',
          '',
          `curl -s ${url}/tasks -H "Authorization: ${bearer}"`,
          '',
        ]
      : []),
    '  Book a trip:',
    '',
    `curl -s ${url}/trips \\`,
    `  -H "Authorization: ${bearer}" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${booking}'`,
    '',
    paint('dim', '  Ctrl-C stops; the next start goes on from here.'),
    '',
  ].join('\n');
};
