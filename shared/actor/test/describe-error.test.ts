import { ServiceUnavailable } from '#shared/errors.ts';
import { describeError, framesOf } from '../describe-error.ts';

const thrownError = (message: string): Error => {
  const functions = { 'for Ana Ruiz': (): Error => new Error(message) };
  return functions['for Ana Ruiz']();
};
const place = /^(?:file:\/\/|node:|\/)\S+:\d+:\d+$/;

describe('where an error was thrown', () => {
  it('is files and lines, innermost first', () => {
    const frames = framesOf(thrownError('boom'));
    expect(frames[0]).toMatch(/describe-error\.test\.ts:\d+:\d+$/);
    for (const frame of frames) expect(frame).toMatch(place);
  });

  it.each([
    'Ana Ruiz, +5491155550100',
    'first\nsecond: Ana Ruiz',
    'boom\n    at Ana Ruiz (+5491155550100)',
    'boom\n    at ana (/home/ana-ruiz:1:1)',
    'boom\n    at /ana-ruiz/5491155550100:1:1\n    at',
    '',
  ])('holds nothing of the message, whatever that looks like: %j', (message) => {
    const frames = framesOf(thrownError(message));
    expect(frames[0]).toMatch(/describe-error\.test\.ts/);
    expect(frames.join('\n')).not.toMatch(/ana-?.?ruiz|5491155550100|home/i);
  });

  it('is not told where the message was changed since, as it may be any part of the stack', () => {
    const error = thrownError('boom\n    at /home/ana-ruiz.ts:1:1');
    expect(error.stack).toContain('ana-ruiz.ts:1:1');
    error.message = 'another';
    expect(framesOf(error)).toEqual([]);
  });

  it('is not told where there is no stack', () => {
    const error = thrownError('boom');
    delete error.stack;
    expect(framesOf(error)).toEqual([]);
  });
});

describe('an error in words', () => {
  it('is our own message, and of a foreign one its name and where it was thrown', () => {
    const cause = thrownError('Ana Ruiz');
    expect(describeError(new ServiceUnavailable('twilio', 'timeout', { cause }))).toMatch(
      /^ServiceUnavailable: .*timeout.*, caused by Error at \S+describe-error\.test\.ts:\d+:\d+$/,
    );
  });

  it('is the type of what is no error', () => {
    expect(describeError('Ana Ruiz')).toBe('string');
  });
});
