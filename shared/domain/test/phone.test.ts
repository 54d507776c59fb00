import fc from 'fast-check';
import { canonicalPhone, countryOfUserId } from '../canonical-phone.ts';
import { dialledNumber, mayBeLandline, normalisePhone } from '../phone.ts';

describe('a number that is called', () => {
  it.each([
    ['+54 11 5555-0100', '+541155550100'],
    ['+54 9 11 5555-0100', '+5491155550100'],
    ['001 202 555 0123', '+12025550123'],
    ['011 5555-0100', null],
    ['+54 11', null],
  ])('%s is %s: a landline stays one', (text, number) => {
    expect(dialledNumber(text)).toBe(number);
  });
});

describe('a phone number', () => {
  it.each([
    ['+54 9 11 5555-0100', '+5491155550100'],
    ['+5491155550100', '+5491155550100'],
    ['0054 9 11 5555 0100', '+5491155550100'],
    ['+44 7700 900103', '+447700900103'],
    ['+55 (11) 95555-0100', '+5511955550100'],
    ['+1 (202) 555-0123', '+12025550123'],
  ])('%s is brought to E.164', (text, number) => {
    expect(normalisePhone(text)).toBe(number);
  });

  it.each([
    ['+54 11 5555-0100', '+5491155550100'],
    ['+54 011 5555-0100', '+5491155550100'],
    ['+54 11 15 5555-0100', '+5491155550100'],
    ['+54 9 11 15 5555-0100', '+5491155550100'],
    ['+54 2944 55-5501', '+5492944555501'],
    ['+52 1 55 5555 0100', '+525555550100'],
    ['+52 044 55 5555 0100', '+525555550100'],
    ['+52 55 5555 0100', '+525555550100'],
    ['+55 11 8888-8888', '+5511988888888'],
    ['+55 11 98888-8888', '+5511988888888'],
  ])('%s is the same number as %s', (text, number) => {
    expect(normalisePhone(text)).toBe(number);
  });

  it.each([
    '\u202a+54 9 11 5555 0100\u202c',
    '\u2068+54 9 11 5555 0100\u2069',
    '+54\ufe0f 9 11 5555 0100',
    '\u200e+54\u00a09\u00a011\u202f5555\u20090100\u200b',
    '\ufeff+54 9 11 5\u00ad555 0100',
  ])('is read through characters that show nothing: %j', (text) => {
    expect(normalisePhone(text)).toBe('+5491155550100');
  });

  it.each(['+541155550100x', '+552155550100', '+551155550100', '+548005555010', '+34655550100'])(
    '%s has no other writing',
    (number) => expect(canonicalPhone(number)).toBe(number),
  );

  it.each([
    '',
    'hello',
    '11 5555 0100',
    '+123',
    '+54911555501',
    '+5491155550100123',
    '+999123456789',
    '+54 9 11 5555-0100 x12',
    'call +5491155550100',
    '+5491155550100;+5491155550101',
  ])('is not "%s"', (text) => {
    expect(normalisePhone(text)).toBeNull();
  });

  const digits = (length: number, start: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...start), fc.integer({ min: 0, max: 10 ** length - 1 }))
      .map(([prefix, rest]) => prefix + String(rest).padStart(length, '0'));

  it('has one canonical form, whichever of its writings it comes in', () => {
    const argentine = digits(7, ['115', '223', '381']);
    const mexican = digits(8, ['55', '33', '99']);
    const brazilian = digits(7, ['6', '7', '8', '9']);
    fc.assert(
      fc.property(argentine, mexican, brazilian, (ar, mx, br) => {
        expect(canonicalPhone(`+54${ar}`)).toBe(`+549${ar}`);
        expect(canonicalPhone(`+549${ar}`)).toBe(`+549${ar}`);
        expect(canonicalPhone(`+521${mx}`)).toBe(`+52${mx}`);
        expect(canonicalPhone(`+52${mx}`)).toBe(`+52${mx}`);
        expect(canonicalPhone(`+5511${br}`)).toBe(`+55119${br}`);
        expect(canonicalPhone(`+55119${br}`)).toBe(`+55119${br}`);
      }),
    );
  });

  it('in its canonical form is that form again, as anything else is', () => {
    const start = ['+54', '+549', '+52', '+521', '+55', '+5511', '+44', '', 'US.'];
    fc.assert(
      fc.property(fc.oneof(digits(8, start), digits(10, start), fc.string()), (text) => {
        const once = canonicalPhone(text);
        expect(canonicalPhone(once)).toBe(once);
        const typed = normalisePhone(text);
        if (typed !== null) expect(normalisePhone(typed)).toBe(typed);
      }),
    );
  });

  it.each(['+54 11 5555-0100', '+54 2944 55-5501', '+44 20 7123 4567', '+55 11 3333-3333'])(
    '%s may be a landline',
    (text) => expect(mayBeLandline(text)).toBe(true),
  );
  it.each([
    '+54 9 11 5555-0100',
    '+54 11 15 5555-0100',
    '+52 55 5555 0100',
    '+55 11 8888-8888',
    'x',
  ])('%s does not look like a landline', (text) => expect(mayBeLandline(text)).toBe(false));
});

describe('a traveller without a number', () => {
  it.each(['US.13491208655302741918', 'AR.abc123', 'US.ENT.11815799212886844830'])(
    'is known by %s',
    (id) => expect(countryOfUserId(id)).toBe(id.slice(0, 2)),
  );
  it.each(['+5491155550100', 'US.', 'somebody', 'us.123', `US.${'1'.repeat(129)}`, ''])(
    'is not known by "%s"',
    (id) => expect(countryOfUserId(id)).toBeNull(),
  );
});
