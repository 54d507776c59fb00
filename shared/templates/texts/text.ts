import type { FreeTextType, TemplateType } from '../words.ts';

/** The facts a text can name, as `{departure}`. */
export type VariableName =
  | 'name'
  | 'flight'
  | 'origin'
  | 'destination'
  | 'departure'
  | 'before'
  | 'beforeFlight'
  | 'gate'
  | 'terminal'
  /** Gate and terminal in one phrase. */
  | 'where'
  | 'note'
  | 'airport'
  | 'city'
  | 'stay'
  | 'belt'
  | 'agency'
  | 'words';

/** What a message may or may not have: each combination that occurs is a template of its own. */
export type Part =
  | 'changed'
  | 'where'
  | 'note'
  | 'gate'
  | 'terminal'
  | 'unchecked'
  | 'screens'
  | 'agency_knows'
  | 'known'
  | 'elsewhere'
  | 'stay'
  | 'belt';

/** A line that is always there, or only in the templates that have the part. */
export type Line = string | readonly [part: Part, line: string];

/** All texts of one language. */
export interface Texts {
  readonly templates: Readonly<Record<TemplateType, readonly Line[]>>;
  readonly freeTexts: Readonly<Record<FreeTextType, string>>;
  /** The phrase `where`, to stand after a colon. */
  readonly where: (gate: string | null, terminal: string | null) => string;
  /** What is read where a name is empty. */
  readonly traveller: string;
  /** What WhatsApp's reviewers see in place of the variables. */
  readonly samples: Readonly<
    Record<Exclude<VariableName, 'departure' | 'before' | 'where'>, string>
  >;
}
