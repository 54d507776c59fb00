import { minute } from './instant.ts';

/** A number of a contact is sent no second test message sooner than this after the first. */
export const testPauseMs = 5 * minute;
/** A test message that could not be sent by then is not sent. */
export const testLifeMs = 10 * minute;
