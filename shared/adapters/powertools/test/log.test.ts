import { createPowertoolsLog, loggable } from '../log.ts';

describe('what may be logged', () => {
  it('is ids, codes and counts; of the rest only the names are told', () => {
    expect(
      loggable({
        eventId: 'e-1',
        tries: 2,
        stored: true,
        code: null,
        whatsapp: '+5491155550100',
        body: 'Hola Ana',
      }),
    ).toEqual({
      eventId: 'e-1',
      tries: 2,
      stored: true,
      code: null,
      leftOut: ['whatsapp', 'body'],
    });
  });

  it('is never an object, whatever its name', () => {
    expect(loggable({ error: { message: 'Ana Ruiz' }, type: ['x'] })).toEqual({
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
  log.info('turn', { eventId: 'e-1', clientName: 'Ana Ruiz' });
  log.warn('c', { tries: 2 });
  log.error('d');
  expect(lines).toEqual([
    ['debug', 'a', {}],
    ['info', 'turn', { eventId: 'e-1', leftOut: ['clientName'] }],
    ['warn', 'c', { tries: 2 }],
    ['error', 'd', {}],
  ]);
});
