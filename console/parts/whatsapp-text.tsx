import { Fragment } from 'react';

/** What WhatsApp shows bold, slanted, struck and as code. */
const marked = /\*(?=\S)([^*\n]+?)\*|_(?=\S)([^_\n]+?)_|~(?=\S)([^~\n]+?)~|```([^`]+?)```/g;
const link = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g;

const withLinks = (text: string) =>
  text.split(link).map((part, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a text does not change its parts
      <a key={place} href={part} target="_blank" rel="noreferrer noopener">
        {part}
      </a>
    ) : (
      part
    ),
  );

const piecesOf = (text: string) => {
  const pieces: { readonly start: number; readonly node: React.ReactNode }[] = [];
  let end = 0;
  for (const match of text.matchAll(marked)) {
    const [whole, bold, slanted, struck, code] = match;
    pieces.push({ start: end, node: withLinks(text.slice(end, match.index)) });
    pieces.push({
      start: match.index,
      node: bold ? (
        <strong>{bold}</strong>
      ) : slanted ? (
        <em>{slanted}</em>
      ) : struck ? (
        <s>{struck}</s>
      ) : (
        <code>{code}</code>
      ),
    });
    end = match.index + whole.length;
  }
  pieces.push({ start: end, node: withLinks(text.slice(end)) });
  return pieces;
};

/** A message as the traveller reads it; line breaks are kept by the style around it. */
export const WhatsAppText = ({ text }: { readonly text: string }) => (
  <>
    {piecesOf(text).map(({ start, node }) => (
      <Fragment key={start}>{node}</Fragment>
    ))}
  </>
);
