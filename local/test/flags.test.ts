import { readFlags } from '#local/flags.ts';
import { ConfigurationError } from '#shared/errors.ts';

describe('the command line', () => {
  it('may be empty', () => {
    expect(readFlags([])).toEqual({ speed: 1, port: null, demo: true, help: false });
  });

  it('takes speed, port and no demo', () => {
    expect(readFlags(['--speed', '300', '--port=0', '--no-demo'])).toEqual({
      speed: 300,
      port: 0,
      demo: false,
      help: false,
    });
  });

  it.each([
    [['--speed', '0.5'], '--speed'],
    [['--speed', 'fast'], '--speed'],
    [['--speed', '100000'], '--speed'],
    [['--port', '80.5'], '--port'],
    [['--port', '-1'], '--port'],
    [['--port', ''], '--port'],
    [['--sped', '3'], '--sped'],
    [['now'], 'now'],
  ])('refuses %j and names what is wrong', (args, name) => {
    expect(() => readFlags(args)).toThrow(ConfigurationError);
    expect(() => readFlags(args)).toThrow(name);
  });

  it('names all that is wrong at once', () => {
    expect(() => readFlags(['--speed', 'x', '--port', 'y'])).toThrow(/--speed[\s\S]*--port/);
  });
});
