import { formatMoment } from '#shared/domain/local-time.ts';
import { type Template, texts } from './catalogue.ts';
import type { VariableName } from './texts/text.ts';

const london = { zone: 'Europe/London', iata: 'LHR' };

const sampleOf = (template: Template, name: VariableName): string => {
  const { samples, where } = texts[template.language];
  const weekday = template.type !== '24h_reminder';
  switch (name) {
    case 'departure':
      return formatMoment('2027-08-10T16:00:00.000Z', london, template.language, { weekday });
    case 'before':
      return formatMoment('2027-08-10T15:20:00.000Z', london, template.language, { weekday });
    case 'where':
      return where(samples.gate, samples.terminal);
    default:
      return samples[name];
  }
};

/** An example of every variable of a template, as WhatsApp's reviewers see it. */
export const samplesOf = (template: Template): Readonly<Record<string, string>> =>
  Object.fromEntries(
    template.variables.map((name, index) => [String(index + 1), sampleOf(template, name)]),
  );
