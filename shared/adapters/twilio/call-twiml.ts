import type { Speech } from '#shared/ports/message-sender.ts';

interface Voice {
  readonly language: string;
  readonly voice: string;
}

// cspell:ignore Camila
/** Neural voices of Amazon Polly, as the reference of `<Say>` lists them. */
const voices = {
  spain: { language: 'es-ES', voice: 'Polly.Lucia-Neural' },
  mexico: { language: 'es-MX', voice: 'Polly.Mia-Neural' },
  english: { language: 'en-US', voice: 'Polly.Joanna-Neural' },
  brazil: { language: 'pt-BR', voice: 'Polly.Camila-Neural' },
} as const satisfies Readonly<Record<string, Voice>>;

/** Spanish sounds as in Spain on phones of Spain, and as in Mexico elsewhere. */
const voiceOf = ({ language, to }: Pick<Speech, 'language' | 'to'>): Voice => {
  switch (language) {
    case 'es':
    case 'es-AR':
      return to.startsWith('+34') ? voices.spain : voices.mexico;
    case 'en':
      return voices.english;
    case 'pt':
      return voices.brazil;
  }
};

const escapes: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
};
const escaped = (text: string): string => text.replace(/[<>&"]/g, (sign) => escapes[sign] ?? '');

/** So long after the last word a digit is waited for, in seconds. */
const digitWithinSeconds = 10;

/** A call as TwiML: the text, said twice where a digit is waited for. */
export const callTwiml = (speech: Speech): string => {
  const { language, voice } = voiceOf(speech);
  const say = `<Say language="${language}" voice="${voice}">${escaped(speech.text)}</Say>`;
  const said =
    speech.digitUrl === null
      ? say
      : `<Gather input="dtmf" numDigits="1" timeout="${digitWithinSeconds}" method="POST" ` +
        `action="${escaped(speech.digitUrl)}">${say}<Pause length="1"/>${say}</Gather>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${said}</Response>`;
};
