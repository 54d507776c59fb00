import { randomBytes } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import { rfc2822 } from './message.ts';
import { unescaped } from './twiml.ts';

/** A call that the simulator makes; nobody has to pick up. */
export interface SimulatedCall {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly createdAt: Instant;
  /** What has been said in it, in order. */
  readonly said: readonly string[];
  /** Where a digit goes; null: none is waited for any more. */
  readonly digitUrl: string | null;
  /** The digits that were pressed, in order. */
  readonly pressed: readonly string[];
}

/** A new call sid in Twilio's format. */
export const newCallSid = (): string => `CA${randomBytes(16).toString('hex')}`;

/** What a TwiML document says, without its repetitions, and where it has a digit posted to. */
export const spokenIn = (
  twiml: string,
): { readonly said: readonly string[]; readonly digitUrl: string | null } => ({
  said: [
    ...new Set(
      [...twiml.matchAll(/<Say\b[^<>]*>([^<]*)<\/Say>/g)].map(([, text = '']) => unescaped(text)),
    ),
  ],
  digitUrl: unescaped(/<Gather\b[^<>]*\baction="([^"]*)"/.exec(twiml)?.[1] ?? '') || null,
});

/** A call as GET and POST Calls.json return it (Twilio API 2010-04-01). */
export const callJson = (accountSid: string, call: SimulatedCall) => {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}`;
  const status = call.digitUrl === null ? 'completed' : 'in-progress';
  const at = rfc2822(call.createdAt);
  return {
    account_sid: accountSid,
    answered_by: null,
    api_version: '2010-04-01',
    caller_name: null,
    date_created: at,
    date_updated: at,
    direction: 'outbound-api',
    duration: null,
    end_time: null,
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: null,
    phone_number_sid: null,
    price: null,
    price_unit: 'USD',
    queue_time: '0',
    sid: call.sid,
    start_time: at,
    status,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
};
