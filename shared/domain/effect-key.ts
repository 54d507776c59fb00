import type { MessageType } from './message.ts';

/**
 * What makes a message the same message: (subject, type, episode, content). The subject is the
 * trip, or the conversation where there is none; `content` names what is told (such as the
 * departure), not how it is worded.
 */
export const effectKey = (
  subjectId: string,
  type: MessageType,
  episode: number,
  content: string,
): string => `${subjectId}:${type}:${episode}:${content}`;
