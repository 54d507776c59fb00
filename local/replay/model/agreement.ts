import type { Outcome } from '../outcome.ts';
import { report } from '../report.ts';
import { runScenario } from '../run.ts';
import { drawLife } from './draw-life.ts';
import type { ToldMessage } from './life.ts';
import { clockIn } from './local-quiet.ts';
import { randomLife } from './random-lives.ts';
import { messagesByTheRules } from './rules.ts';

const minute = 60_000;
/** How much earlier or later than the model says a message may be told. */
const tolerance = 3 * minute;
type Delivered = Outcome['delivered'][number];

const isNear = (wanted: ToldMessage, got: Delivered): boolean =>
  wanted.type === got.type && Math.abs(Date.parse(got.at) - wanted.at) <= tolerance;

/** What a text leaves out of what it has to say. */
const missing = (wanted: ToldMessage, { text }: Delivered, zone: string): readonly string[] => {
  const facts =
    wanted.type === 'boarding' || wanted.departure === null
      ? []
      : [clockIn(wanted.departure, zone)];
  const places =
    wanted.type === 'reservation_confirmation'
      ? []
      : [wanted.gate ?? '', wanted.terminal ?? '', wanted.belt ?? ''];
  return [...facts, ...places].filter((fact) => !text.includes(fact));
};
/** Gates and belts in a text that has no others than the current one. */
const wrong = (wanted: ToldMessage, { text }: Delivered): readonly string[] => {
  const named = text.match(/\b(?:[A-D]\d\d|BX\d)\b/g) ?? [];
  if (wanted.type === 'boarding') return named.filter((gate) => gate !== wanted.gate);
  return wanted.type === 'landing' ? named.filter((belt) => belt !== wanted.belt) : [];
};

/** A life for which the replay and the model differ, and how. */
export interface Disagreement {
  readonly seed: number;
  readonly differences: readonly string[];
  readonly life: string;
}

/** Runs a random life through the replay and the model; null where both say the same. */
export const compareLife = async (seed: number): Promise<Disagreement | null> => {
  const random = randomLife(seed);
  const { scenario, life } = random;
  const run = await runScenario(scenario);
  const { delivered } = report(scenario, run);
  const wanted = messagesByTheRules(
    life,
    run.lookedAt.map((at) => Date.parse(at)),
  );
  const at = (time: number): string =>
    `${new Date(time).toISOString().slice(5, 19)}Z (${clockIn(time, life.originZone)})`;
  const rest = delivered.filter(({ type }) => type !== 'reply');
  const differences = wanted.flatMap((message) => {
    const index = rest.findIndex((got) => isNear(message, got));
    const got = rest[index];
    if (!got) {
      const departs = message.departure === null ? '' : `, departs ${at(message.departure)}`;
      return [`missing: ${at(message.at)} ${message.type}${departs}`];
    }
    rest.splice(index, 1);
    const said = `${at(message.at)} ${message.type}`;
    return [
      ...missing(message, got, life.originZone).map(
        (fact) => `${said} does not say ${fact}: ${got.text}`,
      ),
      ...wrong(message, got).map((fact) => `${said} says ${fact}: ${got.text}`),
    ];
  });
  differences.push(
    ...rest.map(
      (got) => `too many: ${at(Date.parse(got.at))} ${got.type} ${got.text.slice(0, 160)}`,
    ),
  );
  return differences.length === 0 ? null : { seed, differences, life: drawLife(random) };
};
