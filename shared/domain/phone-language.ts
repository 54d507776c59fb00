import { countryOfUserId } from './canonical-phone.ts';
import type { Language } from './trip.ts';

/** Calling codes (ITU-T E.164) of the countries that speak Spanish or Portuguese. */
const callingCodes = [
  ['es', /^\+(?:34|5[1-46-8]|50[2-7]|59[1358]|240|1(?:787|939|809|829|849))/],
  ['pt', /^\+(?:55|351|238|239|244|245|258|670)/],
] as const;

/** The same countries as the ids of travellers without a number give them (ISO 3166). */
const countries: Readonly<Record<'es' | 'pt', readonly string[]>> = {
  es: 'AR BO CL CO CR CU DO EC ES GQ GT HN MX NI PA PE PR PY SV UY VE'.split(' '),
  pt: 'AO BR CV GW MZ PT ST TL'.split(' '),
};
const languageOfCountry = (country: string): Language =>
  (['es', 'pt'] as const).find((language) => countries[language].includes(country)) ?? 'en';

/** The language that the country of a phone number, or of a traveller without one, suggests. */
export const languageOfPhone = (phone: string): Language => {
  const country = countryOfUserId(phone);
  return country === null
    ? (callingCodes.find(([, codes]) => codes.test(phone))?.[0] ?? 'en')
    : languageOfCountry(country);
};
