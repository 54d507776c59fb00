import { codesOf, iataDesignator, icaoDesignator, splitDesignator } from './airline-codes.ts';

/**
 * Airlines that sell flights under one IATA code and fly them under several ICAO designators: the
 * IATA code first. Compiled for this project from public knowledge of the codes.
 */
const groups: readonly (readonly string[])[] = [
  'U2 EZY EJU EZS',
  'LA LAN TAM LPE LXP LNE ARE LAP',
  'W6 WZZ WMT WUK WAZ',
  'FR RYR RUK MAY RYS LDE',
  'EW EWG EWE',
  'DY NOZ NSZ NAX IBK',
  'SK SAS SZS',
  'IB IBE IBS ANE',
  'BA BAW CFE EFW SHT',
  'AV AVA TAI LRC GLG',
  'Y4 VOI VOC VOS',
  'JA JAT JES JAP',
].map((codes) => codes.split(' '));

/** The same number under each code of the airline's group; none where it is in no group. */
const ofGroup = (designator: string): readonly string[] => {
  const [icao, iata] = [icaoDesignator(designator), iataDesignator(designator)].map(
    (form) => form && splitDesignator(form),
  );
  const [airline, number] = icao || ['', ''];
  const group = groups.find(
    (codes) => codes.includes(airline) || (iata && codes.includes(iata[0])),
  );
  return (group ?? []).map((code) => `${code}${number}`);
};

/**
 * The designators by which a flight is looked for, one after the other until one is answered with
 * something: its ICAO form, its IATA form, and those of its airline's group (RULES §2).
 */
export const designatorsToAsk = (designator: string): readonly string[] => [
  ...new Set([
    icaoDesignator(designator),
    iataDesignator(designator) ?? designator,
    ...ofGroup(designator).slice(1),
  ]),
];

/** The forms one flight number may appear in, those of the airline's group among them. */
export const groupCodesOf = (designator: string): readonly string[] => [
  ...new Set([...codesOf(designator), ...ofGroup(designator)]),
];
