import { formatMoment } from '#shared/domain/local-time.ts';
import type { Language } from '#shared/domain/trip.ts';
import type { Words } from '#shared/domain/words.ts';
import type { TripRecord } from '#shared/ports/explanations.ts';
import type { Explained } from '../domain/explanation.ts';
import { deliveryWords, failureWords, messageWords } from './message.ts';
import { silenceWords } from './silence.ts';

/** The small words around what was said, in each language. */
const around: Readonly<
  Record<
    Language,
    {
      gate(gate: string): string;
      code(code: string): string;
      until(moment: string): string;
      readonly toCall: string;
      readonly called: string;
    }
  >
> = {
  es: {
    gate: (gate) => `, puerta ${gate}`,
    code: (code) => `código ${code}`,
    until: (moment) => ` Se decide de nuevo: ${moment}.`,
    toCall: 'hay que llamar: por WhatsApp no se puede.',
    called: 'se llamó por teléfono.',
  },
  en: {
    gate: (gate) => `, gate ${gate}`,
    code: (code) => `code ${code}`,
    until: (moment) => ` It is decided again: ${moment}.`,
    toCall: 'they are to be called: by WhatsApp it cannot be said.',
    called: 'they were called.',
  },
  pt: {
    gate: (gate) => `, portão ${gate}`,
    code: (code) => `código ${code}`,
    until: (moment) => ` Decide-se de novo: ${moment}.`,
    toCall: 'é preciso ligar: pelo WhatsApp não dá.',
    called: 'foi avisado por telefone.',
  },
};

const sentence = (
  explained: Explained,
  { originZone: zone, originIata: iata }: TripRecord,
  language: Language,
): string => {
  const words = around[language];
  const { subject, gate } = explained;
  const title = `${messageWords[subject][language]}${gate === null ? '' : words.gate(gate)}: `;
  switch (explained.kind) {
    case 'message': {
      const { state, code } = explained;
      const isTrouble = code !== null && (state === 'failed' || state === 'waiting');
      const why = isTrouble ? (failureWords[code]?.[language] ?? words.code(code)) : '';
      return `${title}${deliveryWords[state][language]}${why && ` (${why})`}.`;
    }
    case 'silence': {
      const { rule, until } = explained;
      const again =
        until === null
          ? ''
          : words.until(formatMoment(until, { zone, iata }, language, { weekday: true }));
      return `${title}${silenceWords[rule][language]}${again}`;
    }
    case 'call':
      return `${title}${explained.isDone ? words.called : words.toCall}`;
  }
};

/** What was said or not, as a sentence in each language; times are local at the origin. */
export const explanationWords = (explained: Explained, trip: TripRecord): Words => ({
  es: sentence(explained, trip, 'es'),
  en: sentence(explained, trip, 'en'),
  pt: sentence(explained, trip, 'pt'),
});
