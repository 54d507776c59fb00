import { z } from 'zod';
import { hashToUnitInterval } from './hash-to-unit-interval.ts';
import { Instant } from './instant.ts';
import type { MessageContent, MessageType } from './message.ts';
import { messageTypes } from './message-types.ts';

/** How messages leave, from the freest to the strictest: the strictest brake on one decides. */
export const SendingState = z.enum(['live', 'test', 'shadow', 'paused']);
export type SendingState = z.infer<typeof SendingState>;

/** What a brake is on. */
export const BrakeScope = z.enum(['platform', 'agency', 'journey', 'contact', 'type']);
export type BrakeScope = z.infer<typeof BrakeScope>;

/** What of a brake decides on messages. */
export const BrakeInForce = z.object({
  scope: BrakeScope,
  subject: z
    .string()
    .nullable()
    .describe('The id of the journey or contact, or the type of message; else null.'),
  state: SendingState,
  until: Instant.nullable().describe('It lifts by itself then; null: until somebody lifts it.'),
});
export type BrakeInForce = z.infer<typeof BrakeInForce>;

/** A brake as people see it. */
export const Brake = BrakeInForce.extend({
  reason: z.string().nullable(),
  phones: z.array(z.string()).describe('In `test`: the numbers of staff that get the messages.'),
  by: z.string().nullable().describe('Who set it.'),
  since: Instant,
});
export type Brake = z.infer<typeof Brake>;

/** Why a waiting message is not sent: it is held by a pause. */
export const heldByPause = 'sending_paused';

/** Why a held message was dropped: its pause is over, and it is decided again. */
export const pauseLifted = 'sending_resumed';

/** Why a message was decided and not sent: its state was `shadow`. */
export const inShadow = 'shadow';

/** Why a message in `test` ended: it did not reach the phone of the staff. */
export const testFailed = 'test_failed';

/** Words of a person that were held are sent after a pause if it ended within this time. */
export const heldWordsLifeMs = 60 * 60_000;

/** What a message is about, as far as brakes go. */
export interface SendingSubject {
  readonly type: MessageType;
  readonly journeyIds: readonly string[];
  readonly contactIds: readonly string[];
}

const isOn = ({ scope, subject }: BrakeInForce, about: SendingSubject): boolean => {
  switch (scope) {
    case 'platform':
    case 'agency':
      return true;
    case 'type':
      return subject === about.type;
    case 'journey':
      return about.journeyIds.some((id) => id === subject);
    case 'contact':
      return about.contactIds.some((id) => id === subject);
  }
};

/**
 * Whether a state holds for a type. What is for staff always leaves: while travellers are told
 * nothing, somebody has to call them. What a person writes by hand is not what a shadow is of.
 */
const isBraked = (type: MessageType, state: SendingState): boolean =>
  state !== 'live' &&
  !messageTypes[type].forStaff &&
  !(state === 'shadow' && messageTypes[type].writtenByPerson);

const rank = ({ state }: BrakeInForce): number => SendingState.options.indexOf(state);

/** The strictest of the brakes that hold for a message now; null: it is sent as ever. */
export const strictestBrake = <B extends BrakeInForce>(
  brakes: readonly B[],
  about: SendingSubject,
  now: Instant,
): B | null =>
  brakes
    .filter(
      (brake) =>
        isBraked(about.type, brake.state) &&
        (brake.until === null || brake.until > now) &&
        isOn(brake, about),
    )
    .reduce<B | null>(
      (strictest, brake) => (strictest && rank(strictest) >= rank(brake) ? strictest : brake),
      null,
    );

/** The phone of the staff that gets what is for a number: always the same one of several. */
export const testPhoneFor = (phones: readonly string[], recipient: string): string | null =>
  phones.includes(recipient)
    ? null
    : (phones[Math.floor(hashToUnitInterval(recipient) * phones.length)] ?? null);

const testLine = (recipient: string): string => `TEST ${recipient}`;

/**
 * A message as the phone of the staff gets it in a test: whom it was for stands in its first line.
 * A template has no line of its own to add, so it stands before the name that it greets.
 */
export const asTest = (content: MessageContent, recipient: string): MessageContent => {
  const line = testLine(recipient);
  // Calls are for staff, who are in no test.
  if (content.kind === 'call') return content;
  if (content.kind === 'text')
    return { ...content, text: `${line}\n${content.text}`.slice(0, 1600) };
  const greeted = content.variables['1'];
  if (greeted === undefined) return { ...content, text: `${line}\n${content.text}` };
  const named = `${line} – ${greeted}`;
  return {
    ...content,
    variables: { ...content.variables, 1: named },
    text: content.text.replace(greeted, () => named),
  };
};
