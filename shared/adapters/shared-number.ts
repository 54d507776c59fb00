import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import {
  type AgencyClaim,
  type AgencyQuestion,
  chosenAgency,
  conversationOf,
  isAboutNumber,
} from '#shared/domain/which-agency.ts';
import type { InboundMessage, InboundReceipt } from '#shared/ports/trip-desk.ts';

/** What routing reads and writes; a store provides it. */
export interface SharedNumber {
  readonly claims: readonly AgencyClaim[];
  readonly question: AgencyQuestion | null;
  /** Keeps a message until the traveller has said whose it is. */
  hold(message: InboundMessage, choices: AgencyQuestion['choices'], now: Instant): Promise<void>;
  /** The messages that wait for an answer, oldest first. */
  held(): Promise<readonly InboundMessage[]>;
  /** Remembers the answer; what waited is let go. */
  answer(agencyId: string, answeredBy: string, now: Instant): Promise<void>;
  deliver(agencyId: string, message: InboundMessage): Promise<InboundReceipt>;
}

const waitOf = ({ sender, phone }: InboundMessage): string => uuidV5('which-agency', sender, phone);

/** Agencies that a question may name; more would not be read. */
const maxChoices = 9;

/**
 * Brings a message to a number of several agencies to the one whose conversation it belongs to, or
 * asks. Delivered again it does the same again, since delivery is idempotent and the answer is
 * remembered last.
 */
export const receiveShared = async (
  number: SharedNumber,
  message: InboundMessage,
): Promise<InboundReceipt> => {
  const { claims, question } = number;
  const { now, providerId } = message;
  const known = claims.filter(
    ({ wroteAt, isHeld, isQuoted }) => wroteAt !== null || isHeld || isQuoted,
  );
  const agencyId = conversationOf(claims, question, now);
  const isAsked = question !== null && question.agencyId === null;
  const alerted = claims.find(({ isAlerted }) => isAlerted);
  if (alerted && !isAsked && !claims.some(({ isQuoted }) => isQuoted))
    return number.deliver(alerted.agencyId, message);
  if (question?.answeredBy === providerId && question.agencyId !== null)
    return { conversationId: waitOf(message), first: false };
  if (isAboutNumber(message.text, message.optOutType ?? null)) {
    const first = agencyId ?? claims[0]?.agencyId;
    for (const claim of known.filter((one) => one.agencyId !== first))
      await number.deliver(claim.agencyId, {
        ...message,
        providerId: `${providerId}:${claim.agencyId}`,
      });
    return first === undefined ? null : number.deliver(first, message);
  }
  if (agencyId !== null) return number.deliver(agencyId, message);
  const chosen = question !== null && question.agencyId === null && chosenAgency(message, question);
  if (chosen && claims.some((claim) => claim.agencyId === chosen)) {
    const held = await number.held();
    let receipt: InboundReceipt = { conversationId: waitOf(message), first: false };
    for (const waiting of held) receipt = await number.deliver(chosen, { ...waiting, now });
    await number.answer(chosen, providerId, now);
    return receipt;
  }
  const choices = claims
    .filter(({ isSuspended }) => !isSuspended)
    .slice(0, maxChoices)
    .map(({ agencyId: id, name }) => ({ agencyId: id, name }));
  await number.hold(message, choices, now);
  return { conversationId: waitOf(message), first: true, asked: choices };
};
