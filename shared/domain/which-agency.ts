import { type ChoiceOption, chosenBy } from './choices.ts';
import { between, day, type Instant } from './instant.ts';

/** What one agency knows of a message to a number that it shares. */
export interface AgencyClaim {
  readonly agencyId: string;
  readonly name: string;
  readonly isSuspended: boolean;
  /** The message quotes one of the agency's. */
  readonly isQuoted: boolean;
  /** A person of the agency has the conversation, or is asked to take it. */
  readonly isHeld: boolean;
  /** Who writes from there was asked by its duty desk, and the message answers such a question. */
  readonly isAlerted: boolean;
  /** When the traveller last wrote to it; null: never, so that there is no conversation. */
  readonly wroteAt: Instant | null;
}

/** What is remembered of a phone and a shared number. */
export interface AgencyQuestion {
  /** The agencies of the last question, in its order. */
  readonly choices: readonly { readonly agencyId: string; readonly name: string }[];
  /** What the traveller answered; null: nothing yet. */
  readonly agencyId: string | null;
  readonly at: Instant;
  /** The message that was the answer. */
  readonly answeredBy: string | null;
}

/** The conversation of a traveller goes on for so long after their last words. */
const windowMs = day;
/** So long an answer is remembered. */
const memoryMs = 30 * day;
const optOut = /^\P{L}*(?:stop|baja|alta|start|unsubscribe|sair|parar|salir)\P{L}*$/iu;

/** Whether a message opts out or in: of the number, so with every agency that writes from it. */
export const isAboutNumber = (text: string, optOutType: string | null): boolean =>
  optOutType === 'STOP' || optOutType === 'START' || optOut.test(text.trim());

const latest = (claims: readonly AgencyClaim[]): AgencyClaim | undefined =>
  [...claims].sort((a, b) => ((a.wroteAt ?? '') < (b.wroteAt ?? '') ? 1 : -1))[0];

/**
 * The agency whose conversation a message belongs to: the one it quotes, whose person has it, to
 * whom the traveller wrote last within a day, or whom they named. Null: nobody's. What an agency
 * can do alone, such as booking or writing, decides nothing: it would hear another's traveller.
 */
export const conversationOf = (
  claims: readonly AgencyClaim[],
  question: AgencyQuestion | null,
  now: Instant,
): string | null => {
  const running = claims.filter(
    ({ wroteAt }) => wroteAt !== null && between(wroteAt, now) <= windowMs,
  );
  const named =
    question !== null && question.agencyId !== null && between(question.at, now) <= memoryMs
      ? claims.find(({ agencyId }) => agencyId === question.agencyId)
      : undefined;
  return (
    (
      latest(claims.filter(({ isQuoted }) => isQuoted)) ??
      latest(claims.filter(({ isHeld }) => isHeld)) ??
      latest(running) ??
      named ??
      null
    )?.agencyId ?? null
  );
};

/** The options of the question to which agency somebody writes. */
export const agencyOptions = (choices: AgencyQuestion['choices']): readonly ChoiceOption[] =>
  choices.map(({ agencyId, name }) => ({ id: `agency:${agencyId}`, title: name }));

/**
 * The agency that an answer names: by the option that was tapped, by its number in the question or by
 * its name; null: none.
 */
export const chosenAgency = (
  { text, choice = null }: { readonly text: string; readonly choice?: string | null },
  { choices }: AgencyQuestion,
): string | null => {
  const options = agencyOptions(choices);
  const chosen = options.find(({ id }) => id === choice) ?? chosenBy(text, options);
  return choices[options.findIndex(({ id }) => id === chosen?.id)]?.agencyId ?? null;
};
