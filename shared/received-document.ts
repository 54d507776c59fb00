import { uuidV5 } from './actor/uuid-v5.ts';

/** The id under which a file of a traveller's message is filed; `index`: its place in it, from 0. */
export const receivedDocumentId = (messageId: string, index: number): string =>
  uuidV5('document', messageId, index);
