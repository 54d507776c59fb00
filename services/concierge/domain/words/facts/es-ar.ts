import { oneLine } from '../../multiline.ts';
import { es } from './es.ts';
import type { FactWords } from './words.ts';

/** Spanish of Argentina and Uruguay, where it differs. */
export const esAR: FactWords = {
  ...es,
  isBot: (agency) => oneLine`
    Sí, soy un asistente automático. Detrás hay personas de ${agency}: si querés hablar con una de
    ellas, escribí *una persona*.
  `,
  languages: 'Hablo español, English e português: te respondo en el idioma en que me escribas.',
};
