import { allowedMs, hasTimeFor, withDeadline } from '../deadline.ts';

describe('a deadline', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const pass = (ms: number): void => void jest.advanceTimersByTime(ms);

  it('leaves a call its own limit where none is set, or where it is far', async () => {
    expect(allowedMs(15_000, 20_000)).toBe(15_000);
    expect(await withDeadline(60_000, async () => allowedMs(15_000, 20_000))).toBe(15_000);
  });

  it('cuts a call to what is left without the reserve', () =>
    withDeadline(60_000, async () => {
      pass(10_000);
      expect(allowedMs(90_000)).toBe(50_000);
      expect(allowedMs(90_000, 20_000)).toBe(30_000);
      pass(45_000);
      expect(allowedMs(15_000)).toBe(5_000);
      expect(allowedMs(15_000, 20_000)).toBe(0);
    }));

  it('keeps half of a short time in reserve, and does not halve that half again', () =>
    withDeadline(4_000, async () => {
      expect(allowedMs(15_000, 20_000)).toBe(2_000);
      pass(2_000);
      expect(allowedMs(15_000, 20_000)).toBe(0);
      expect(allowedMs(15_000)).toBe(2_000);
    }));

  it('is obeyed by what is called later and deeper, and by nobody beside it', async () => {
    const deep = async () => {
      await Promise.resolve();
      return allowedMs(15_000);
    };
    expect(await Promise.all([withDeadline(1_000, deep), deep()])).toEqual([1_000, 15_000]);
  });

  it('cannot be put off from inside', () =>
    withDeadline(1_000, () =>
      withDeadline(60_000, async () => expect(allowedMs(15_000)).toBe(1_000)),
    ));

  it('leaves nothing once it is over', () =>
    withDeadline(-5, async () => {
      expect(allowedMs(15_000)).toBe(0);
      expect(hasTimeFor(1)).toBe(false);
    }));

  it('says whether something is worth beginning, of a short time by its last quarter', async () => {
    expect(hasTimeFor(40_000)).toBe(true);
    await withDeadline(60_000, async () => {
      pass(50_000);
      expect([hasTimeFor(10_000), hasTimeFor(10_001)]).toEqual([true, false]);
    });
    await withDeadline(4_000, async () => {
      pass(3_000);
      expect(hasTimeFor(10_000)).toBe(true);
      pass(1);
      expect(hasTimeFor(10_000)).toBe(false);
    });
  });
});
