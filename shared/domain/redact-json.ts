import { withoutSecretNumbers } from './redact.ts';

/** So much of a field's name says whose number it has. */
const mostName = 60;

/** A field's name as words: `passportNumber`, `passport_number`; `id` is anything's, not a card. */
const wordsOf = (name: string): string =>
  name
    .slice(0, mostName)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .replace(/(?<!national )\bids?\b/gi, '');

const withoutSecret = (name: string, value: string): string => {
  const said = `${wordsOf(name)}: `;
  const clean = withoutSecretNumbers(`${said}${value}`);
  return clean.startsWith(said) ? clean.slice(said.length) : withoutSecretNumbers(value);
};

const cleaned = (name: string, value: unknown): unknown => {
  if (typeof value === 'string') return withoutSecret(name, value);
  if (typeof value === 'number') {
    const clean = withoutSecret(name, String(value));
    return clean === String(value) ? value : clean;
  }
  if (Array.isArray(value)) return value.map((item) => cleaned(name, item));
  return typeof value === 'object' && value !== null ? withoutSecretsIn({ ...value }, name) : value;
};

/**
 * An agency's own data about a booking without passport, identity and card numbers, wherever they
 * stand in it (`withoutSecretNumbers`); the names of fields say whose numbers they have.
 */
export const withoutSecretsIn = (
  data: Readonly<Record<string, unknown>>,
  within = '',
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, cleaned(`${within} ${name}`.trim(), value)]),
  );
