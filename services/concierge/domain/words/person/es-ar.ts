import { oneLine } from '../../multiline.ts';
import { es } from './es.ts';
import type { PersonWords } from './words.ts';

/** Spanish of Argentina and Uruguay, where it differs. */
export const esAR: PersonWords = {
  ...es,
  question: (agency) => oneLine`
    Esa respuesta no la tengo a mano y prefiero no inventarla. Ya le pasé tu mensaje a una persona de
    ${agency}, que te responde por acá.
  `,
  rest: (agency) => oneLine`
    Lo demás no lo tengo a mano: ya se lo pasé a una persona de ${agency}, que te responde por acá.
  `,
  asked: (agency) => oneLine`
    Listo, ya le avisé a ${agency}: una persona del equipo te responde por acá lo antes posible.
  `,
  ifUrgent: (phone) => `Si no puede esperar, llamá al teléfono de emergencias: ${phone}.`,
};
