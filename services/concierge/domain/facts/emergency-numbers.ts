const oneEuropeanNumber =
  'AD AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MC ME MK MT NL NO PL PT RO RS SE SI SK SM TR UA';

/** By the country's ISO code; where police and ambulance differ, police first. */
const numbers: ReadonlyMap<string, string> = new Map([
  ...oneEuropeanNumber.split(' ').map((country) => [country, '112'] as const),
  ...'AR US CA MX UY PY EC VE CR PA DO HN PR'
    .split(' ')
    .map((country) => [country, '911'] as const),
  ['GB', '999 / 112'],
  ['BR', '190 / 192'],
  ['CL', '133 / 131'],
  ['PE', '105 / 106'],
  ['CO', '123'],
  ['BO', '110 / 118'],
  ['AU', '000'],
  ['NZ', '111'],
  ['JP', '110 / 119'],
  ['CN', '110 / 120'],
  ['KR', '112 / 119'],
  ['IN', '112'],
  ['IL', '100 / 101'],
  ['AE', '999 / 998'],
  ['SG', '999 / 995'],
  ['ZA', '10111 / 10177'],
]);

/** The emergency number of a country by its ISO code, as it is dialled there; null: not known. */
export const emergencyNumber = (country: string): string | null => numbers.get(country) ?? null;
