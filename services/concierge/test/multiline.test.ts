import { oneLine, regex, source, wordList } from '../domain/multiline.ts';

describe('text over several lines', () => {
  it('is a pattern without its line breaks, escapes as written', () => {
    const noun = '(?:vuelos?|flights?)';
    const pattern = regex`
      \b(?:mi |my )?
      ${noun}\b
    `;
    expect(pattern.source).toBe('\\b(?:mi |my )?(?:vuelos?|flights?)\\b');
    expect(source`a\s+b`).toBe('a\\s+b');
  });

  it('is a list of words', () => {
    expect(wordList`
      hola ola
      oi
    `).toEqual(['hola', 'ola', 'oi']);
  });

  it('is one line, values as they are', () => {
    const name = 'two\nlines';
    expect(oneLine`
      Hello,
      ${name}: ${2} days.
    `).toBe('Hello, two\nlines: 2 days.');
  });
});
