import { MessageType } from '#shared/domain/message.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import { Language } from '#shared/domain/trip.ts';
import { aMonth } from '#shared/testing/month-facts.ts';
import { formatsOf } from '../format.ts';
import type { MonthFacts } from '../month-facts.ts';
import { reportHtml, reportText } from '../report-mail.ts';
import { reportsUrl, writeReport } from '../sections.ts';
import { filled, type ReportWords, reportWords } from '../words.ts';

const url = reportsUrl('https://travel.example/console', '2026-11');
const written = (facts: MonthFacts, language: Language = 'en') =>
  writeReport(facts, reportWords[language], 'Europe/Madrid');
const quiet: Partial<MonthFacts> = {
  before: null,
  news: [],
  answers: [],
  handoffs: [],
  wakings: [],
  incidents: [],
  cost: [],
};

describe('the report of a month', () => {
  it('begins with what is read first', () => {
    expect(written(aMonth()).figures).toEqual([
      { value: '98%', name: 'messages delivered', beside: 'month before: 96.7%' },
      { value: '38 s', name: 'from the news to the phone', beside: null },
      { value: '9 s', name: 'first answer', beside: null },
    ]);
    expect(written(aMonth(quiet)).figures.slice(1)).toEqual([
      { value: '–', name: 'from the news to the phone', beside: 'no data' },
      { value: '–', name: 'first answer', beside: 'no data' },
    ]);
  });

  it('leaves out what there was nothing of, but says that nobody was woken', () => {
    const headings = written(aMonth(quiet)).sections.map(({ heading }) => heading);
    expect(headings).toEqual(['What arrived', 'Wakings']);
    expect(written(aMonth(quiet)).sections[1]?.note).toBe(
      'Nobody was written to in their quiet hours.',
    );
  });

  it('puts what has no word of its own together, last', () => {
    const section = written(aMonth()).sections.find(({ heading }) => heading.startsWith('Handed'));
    expect(section?.bars.map(({ name, value }) => [name, value])).toEqual([
      ['asked for a person', 30],
      ['after a disruption', 11],
      ['asked for a change', 5],
      ['emergency', 3],
      ['others', 12],
    ]);
  });

  it.each(Language.options)('is whole in %s, as a page and as a text', async (language) => {
    const report = written(aMonth(), language);
    const html = await reportHtml(report, { language, url });
    const text = reportText(report, url);
    for (const shown of [html, text]) {
      expect(shown).not.toMatch(/\{\w+\}|undefined|NaN|null/);
      for (const { heading } of report.sections)
        expect(shown.toLowerCase()).toContain(heading.toLowerCase());
    }
    expect(text).toContain(url);
    expect(html).toContain(`lang="${language}"`);
    // Readers cut longer ones off.
    expect(html.length).toBeLessThan(102_000);
    expect(html).not.toMatch(/<img|<svg|<script|url\(/);
  });

  it('escapes the name of the agency', async () => {
    const report = written(aMonth({ agencyName: '<b>Viajes & Co</b>' }));
    const html = await reportHtml(report, { language: 'en', url });
    expect(html).toContain('&lt;b&gt;Viajes &amp; Co&lt;/b&gt;');
    expect(report.subject).toBe('November 2026: the month of <b>Viajes & Co</b>');
  });

  it('shows a day without messages as an empty place, and one message on a day of many', () => {
    const days = [0, 1, 1_000].map((sent, n) => ({
      day: `2026-11-0${n + 1}`,
      sent,
      delivered: sent,
      read: 0,
      failed: 0,
      unsent: 0,
    }));
    expect(written(aMonth({ days })).perDay).toMatchObject({
      note: 'The day with the most was 3 November: 1,000. Answers are included.',
      days: [{ fine: 0 }, { fine: 1 }, { fine: 1_000 }],
    });
  });
});

describe('the words of the report', () => {
  const keysOf = ({ types, reasons, ...rest }: ReportWords) =>
    [...Object.keys(rest), ...Object.keys(types), ...Object.keys(reasons)].toSorted();
  const placesOf = (words: ReportWords) =>
    Object.entries(words).map(([name, text]) => [
      name,
      typeof text === 'string' ? [...text.matchAll(/\{\w+\}/g)].map(String).toSorted() : [],
    ]);

  it('are the same in every language, with the same places', () => {
    for (const language of Language.options) {
      expect(keysOf(reportWords[language])).toEqual(keysOf(reportWords.en));
      expect(placesOf(reportWords[language])).toEqual(placesOf(reportWords.en));
    }
  });

  it('name every type that wakes somebody', () => {
    const waking = MessageType.options.filter((type) => !messageTypes[type].conversational);
    expect(waking.filter((type) => !(type in reportWords.es.types))).toEqual([]);
  });

  it('say times as people do', () => {
    const { duration, share } = formatsOf(reportWords.pt);
    expect([null, 0, 42, 89, 90, 3_600, 5_400, 9_000].map(duration)).toEqual([
      null,
      '0 s',
      '42 s',
      '89 s',
      '2 min',
      '60 min',
      '1,5 h',
      '2,5 h',
    ]);
    expect(share(0, 0)).toBeNull();
    expect(filled('{a} {b}', { a: 1 })).toBe('1 {b}');
  });
});
