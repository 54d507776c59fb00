import { run } from '../run.ts';

describe('a life that once broke a promise', () => {
  it('sends no call to board in the words of before, after newer news', async () => {
    // The call's fate was unknown when the departure moved earlier, and the provider turned out never to have taken it.
    expect((await run('19907')).violation).toBeNull();
  });

  it('does not tell an earlier departure again after a delay that failed for good', async () => {
    // A stale reading brought the delay; the traveller still held the departure that the next reading brought back.
    expect((await run('7107208')).violation).toBeNull();
  });

  it('does not tell an earlier departure again after a delay that turned out unsent', async () => {
    // The one waited behind the other, whose fate was unknown, and went out with the word that it had not been sent.
    expect((await run('7111139')).violation).toBeNull();
  });

  it('says why it does not confirm a trip on a cancelled flight to who has opted out', async () => {
    expect((await run('8201674')).violation).toBeNull();
  });

  it('takes travellers at the word they wrote last, however late the one before comes', async () => {
    expect((await run('8211598')).violation).toBeNull();
  });
});
