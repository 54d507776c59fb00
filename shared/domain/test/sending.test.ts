import { templates } from '#shared/templates/catalogue.ts';
import { asTest, type BrakeInForce, strictestBrake, testPhoneFor } from '../sending.ts';

const now = '2027-03-03T12:00:00.000Z';
const about = { type: 'delayed', journeyIds: ['j'], contactIds: ['c'] } as const;
const brake = (over: Partial<BrakeInForce>): BrakeInForce => ({
  ...{ scope: 'agency', subject: null, state: 'paused', until: null },
  ...over,
});
const stateOf = (...brakes: readonly BrakeInForce[]) =>
  strictestBrake(brakes, about, now)?.state ?? 'live';

describe('of several brakes', () => {
  it('the strictest decides', () => {
    const [test, shadow, paused] = (['test', 'shadow', 'paused'] as const).map((state) =>
      brake({ state }),
    );
    if (!test || !shadow || !paused) throw new Error('expected three');
    expect(stateOf()).toBe('live');
    expect(stateOf(brake({ state: 'live' }), test)).toBe('test');
    expect(stateOf(shadow, test)).toBe('shadow');
    expect(stateOf(shadow, paused, test)).toBe('paused');
  });

  it('those on something else, and those that are over, decide nothing', () => {
    expect(stateOf(brake({ scope: 'journey', subject: 'other' }))).toBe('live');
    expect(stateOf(brake({ scope: 'contact', subject: 'other' }))).toBe('live');
    expect(stateOf(brake({ scope: 'type', subject: 'boarding' }))).toBe('live');
    expect(stateOf(brake({ until: now }))).toBe('live');
    expect(stateOf(brake({ scope: 'journey', subject: 'j' }))).toBe('paused');
  });

  it('a shadow is not of what a person writes, a pause is', () => {
    const words = { ...about, type: 'agency_reply' } as const;
    expect(strictestBrake([brake({ state: 'shadow' })], words, now)).toBeNull();
    expect(strictestBrake([brake({})], words, now)?.state).toBe('paused');
  });
});

describe('a message in a test', () => {
  const traveller = '+5491155550101';

  it('goes to the same phone of the staff each time, and to none where it is one of them', () => {
    const phones = ['+5491155550180', '+5491155550181', '+5491155550182'];
    const to = (recipient: string) => testPhoneFor(phones, recipient);
    expect(phones).toContain(to(traveller));
    expect(to(traveller)).toBe(to(traveller));
    const all = Array.from({ length: 60 }, (_, n) => to(`+54911555502${n}`));
    expect(new Set(all).size).toBe(3);
    expect(to('+5491155550181')).toBeNull();
  });

  it('says for whom it is in its first line, as text', () => {
    const tried = asTest({ kind: 'text', text: 'Hola\nPuerta B22' }, traveller);
    expect(tried.text).toBe(`TEST ${traveller}\nHola\nPuerta B22`);
    expect(asTest({ kind: 'text', text: 'a'.repeat(1600) }, traveller).text).toHaveLength(1600);
  });

  it.each(templates.map((template) => [template.locale, template.name, template] as const))(
    'says so in %s as %s',
    (language, template, { body, variables }) => {
      const values = Object.fromEntries(
        variables.map((name, n) => [String(n + 1), `value ${name}`]),
      );
      const fill = (by: Readonly<Record<string, string>>) =>
        body.replace(/\{\{(\d+)\}\}/g, (_, n: string) => by[n] ?? '');
      const content = { kind: 'template', template, language, variables: values } as const;
      const tried = asTest({ ...content, text: fill(values) }, traveller);
      if (tried.kind !== 'template') throw new Error('expected a template');
      expect(tried.text.split('\n')[0]).toContain(`TEST ${traveller}`);
      // What WhatsApp shows is what the ledger says: a message of unknown fate is found by it.
      expect(tried.text).toBe(fill(tried.variables));
    },
  );
});
