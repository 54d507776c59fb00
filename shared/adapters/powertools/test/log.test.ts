import { Logger } from '@aws-lambda-powertools/logger';
import { type LogFields, logFields } from '#shared/ports/log.ts';
import { createPowertoolsLog, loggable } from '../log.ts';

/** The lines that Powertools itself writes, parsed. */
const powertoolsLines = (write: (log: ReturnType<typeof createPowertoolsLog>) => void) => {
  const lines: Readonly<Record<string, unknown>>[] = [];
  const console = jest
    .spyOn(globalThis.console, 'info')
    .mockImplementation((line: string) => void lines.push(Object(JSON.parse(line))));
  jest.replaceProperty(process, 'env', { ...process.env, POWERTOOLS_DEV: 'true' });
  write(createPowertoolsLog('a-service', new Logger({ serviceName: 'a-service' })));
  console.mockRestore();
  jest.restoreAllMocks();
  return lines;
};

const samples = { text: 'a word', number: 3, boolean: true, texts: ['one', 'two'] };
const everyField = Object.fromEntries(
  Object.entries(logFields).map(([name, kind]) => [name, samples[kind]]),
);

describe('what may be logged', () => {
  it('is every field of the list: neither this adapter nor Powertools drops one', () => {
    const fields: LogFields = everyField;
    expect(powertoolsLines((log) => log.info('all', fields))).toMatchObject([
      { ...everyField, message: 'all', service: 'a-service' },
    ]);
  });

  it('is nothing that the list does not name, which the compiler says', () => {
    const log = createPowertoolsLog('a-service', {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    });
    const named = { eventId: 'e-1' };
    const unnamed = { clientName: 'Ana Ruiz' };
    log.info('fine', { ...named, tries: 2, until: null, error: undefined });
    // @ts-expect-error A field that is not in the list.
    log.info('refused', { clientName: 'Ana Ruiz' });
    // @ts-expect-error Nor beside one that is.
    log.info('refused', { eventId: 'e-1', clientName: 'Ana Ruiz' });
    // @ts-expect-error Nor in a variable.
    log.info('refused', unnamed);
    // @ts-expect-error Nor spread.
    log.info('refused', { ...named, ...unnamed });
    // @ts-expect-error A field of the list with a value of another kind.
    log.info('refused', { tries: 'twice' });
    // @ts-expect-error No field holds an object.
    log.info('refused', { error: new Error('Ana Ruiz') });
  });

  it('is ids, codes and counts; of what comes past the compiler only the names are told', () => {
    expect(
      loggable({
        eventId: 'e-1',
        tries: 2,
        stored: true,
        code: null,
        stack: ['file:///a.ts:1:2'],
        whatsapp: '+5491155550100',
        body: 'Hola Ana',
        constructor: 'Ana',
      }),
    ).toEqual({
      eventId: 'e-1',
      tries: 2,
      stored: true,
      code: null,
      stack: ['file:///a.ts:1:2'],
      leftOut: ['whatsapp', 'body', 'constructor'],
    });
  });

  it('is never an object, whatever its name', () => {
    expect(loggable({ error: { message: 'Ana Ruiz' }, type: [{ name: 'Ana' }] })).toEqual({
      leftOut: ['error', 'type'],
    });
  });

  it('leaves out what is not there without a word', () => {
    expect(loggable({ eventId: undefined })).toEqual({});
  });
});

it('hands each level on with its message and what may be logged', () => {
  const lines: unknown[] = [];
  const level =
    (name: string) =>
    (...line: unknown[]) =>
      void lines.push([name, ...line]);
  const log = createPowertoolsLog('notifications', {
    debug: level('debug'),
    info: level('info'),
    warn: level('warn'),
    error: level('error'),
  });
  log.debug('a');
  log.info('turn', { eventId: 'e-1' });
  log.warn('c', { tries: 2 });
  log.error('d');
  expect(lines).toEqual([
    ['debug', 'a', {}],
    ['info', 'turn', { eventId: 'e-1' }],
    ['warn', 'c', { tries: 2 }],
    ['error', 'd', {}],
  ]);
});
