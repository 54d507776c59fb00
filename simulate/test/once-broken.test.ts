import { run } from '../run.ts';

describe('a life that once broke a promise', () => {
  it('sends no call to board in the words of before, after newer news', async () => {
    // The call's fate was unknown when the departure moved earlier, and the provider turned out never to have taken it.
    expect((await run('19907')).violation).toBeNull();
  });
});
