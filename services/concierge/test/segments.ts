import type { Segment } from '../domain/answer/model-answer.ts';

const reference = /^\{(?:quote:(?<quote>\w+)|(?<fact>[\w.]+)(?<offset>[+-]\d+)?)\}$/u;

/**
 * The segments of an answer written in one line: `{name}` is a reference to a fact, `{name-180}`
 * one with an offset, `{quote:id}` a quote.
 */
export const segmentsOf = (line: string): readonly Segment[] =>
  line
    .split(/(\{[^}]*\})/u)
    .filter((part) => part !== '')
    .map((part): Segment => {
      const { quote, fact, offset } = reference.exec(part)?.groups ?? {};
      if (quote !== undefined) return { quote };
      return fact === undefined
        ? { text: part }
        : { fact, offsetMinutes: offset === undefined ? null : Number(offset) };
    });
