import { run } from '../run.ts';

/** Their stories are of before contacts were erased, keys rotated and brakes set amid a trip. */
const except = /^input: (?:the contact of .* is erased|keys are rotated|sending is braked)/;

describe('a seed that once broke a promise', () => {
  it('sends no call to board in the words of before, after newer news', async () => {
    // The call's fate was unknown when the departure moved earlier, and it had never been sent.
    expect((await run('19907', { except })).violation).toBeNull();
  });

  it('does not tell an earlier departure again after a delay that failed for good', async () => {
    // A stale reading caused the delay; the next reading had the departure last told again.
    expect((await run('7107208', { except })).violation).toBeNull();
  });

  it('does not tell an earlier departure again after a delay that turned out unsent', async () => {
    // The message waited behind the delay of unknown fate, and went out once that proved unsent.
    expect((await run('7111139', { except })).violation).toBeNull();
  });

  it('says why it does not confirm a trip on a cancelled flight to who has opted out', async () => {
    expect((await run('8201674', { except })).violation).toBeNull();
  });

  it('follows the word a traveller wrote last, however late the one before arrives', async () => {
    expect((await run('8211598', { except })).violation).toBeNull();
  });
});
