/**
 * Codes of 63xxx (WhatsApp and other channels) and 30xxx (delivery) after which the same message
 * cannot reach the same number.
 */
const permanentCodes: ReadonlySet<string> = new Set([
  '30004', // blocked by the recipient
  '30005', // no such number
  '30006', // a landline
  '63003', // the address is not valid
  '63014', // blocked or opted out
  '63015', // has not joined the sandbox
  '63016', // free text outside the window: only a template can
  '63019', // the media could not be fetched
  '63024', // not on WhatsApp, or cannot receive
  '63032', // in an experiment of Meta's: not to be repeated
]);

/** Codes about the template itself: what WhatsApp makes of it, or how it does not fit. */
const templateCodes: ReadonlySet<string> = new Set([
  '63013', // against a policy
  '63027', // it does not exist in this language
  '63028', // the number of variables is wrong
  '63029', // it is not well-formed
  '63030', // a parameter that it does not take
  '63040', // rejected
  '63041', // paused
  '63042', // disabled
  '63049', // declined as marketing
]);

/** Whether a Twilio error code is about the template, so that another one may get through. */
export const isAboutTemplate = (code: string): boolean => templateCodes.has(code);

/** Codes about a content with answers to tap: it is gone, or what it says is not taken. */
const choiceCodes: ReadonlySet<string> = new Set([
  '21655', // no such content
  '21656', // what is filled in
  '21658', // more is filled in than it has
  '63005', // not for this channel
  '63021', // not as the channel wants it
]);

/** Whether a code is about answers to tap, so that the same as text gets through. */
export const isAboutChoices = (code: string): boolean =>
  choiceCodes.has(code) || templateCodes.has(code);
/**
 * Whether a code says that the account does not have the number that is sent from: about nobody who
 * is written to, and mended by the operator.
 */
export const isAboutSender = (code: string | null): boolean => code === '63007';

/** Codes of 21xxx (bad requests) that are about the moment, not the message. */
const transientBadRequests: ReadonlySet<string> = new Set(['21611']); // the sender's queue is full

/**
 * Whether a Twilio error code makes trying the same message again useless (RULES §5). Unknown codes
 * count as transient.
 */
export const classifyCode = (code: string): 'permanent' | 'transient' =>
  permanentCodes.has(code) ||
  templateCodes.has(code) ||
  (/^21\d{3}$/.test(code) && !transientBadRequests.has(code))
    ? 'permanent'
    : 'transient';
