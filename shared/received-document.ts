import { uuidV5 } from './actor/uuid-v5.ts';

/** The id under which a file of a traveller's message is filed; `index`: the how-manieth it is. */
export const receivedDocumentId = (messageId: string, index: number): string =>
  uuidV5('document', messageId, index);
