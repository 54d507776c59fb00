import { alertAnswer } from '#shared/domain/alert-answer.ts';
import { type Template, templates, templatesOf } from '../catalogue.ts';
import { lintTemplate } from '../lint.ts';
import { preview, samplesOf } from '../samples.ts';

describe('the button below a template', () => {
  it('answers as the alert does, and is short enough for WhatsApp', () => {
    const withButton = templates.filter(({ button }) => button !== null);
    expect(withButton.map(({ type, locale }) => `${type} ${locale}`)).toEqual([
      'duty_alert es',
      'duty_alert es-AR',
      'duty_alert en',
      'duty_alert pt',
    ]);
    for (const { button } of withButton) {
      expect(alertAnswer(button ?? '')).toBe(0);
      expect((button ?? '').length).toBeLessThanOrEqual(20);
    }
  });
});

describe('every template', () => {
  it.each(
    templates.map((template) => [`${template.name} (${template.locale})`, template] as const),
  )('%s is one that WhatsApp approves', (_, template) => {
    expect(lintTemplate(template)).toEqual([]);
  });

  it('has a name of its own in its language, and the same shapes in all languages', () => {
    const names = (['es', 'en', 'pt'] as const).map((locale) =>
      templates.filter((t) => t.locale === locale).map((t) => t.name),
    );
    for (const own of names) {
      expect(new Set(own).size).toBe(own.length);
      expect(own).toEqual(names[0]);
    }
  });

  it('counts fewer than an account at WhatsApp may have that nobody has verified', () => {
    expect(templates.length).toBeLessThan(250);
  });

  it('is filled with an example of every variable', () => {
    for (const template of templates) expect(preview(template)).not.toMatch(/[{}]|–|undefined/);
  });

  it('has a sample for every variable', () => {
    for (const template of templates) {
      const samples = samplesOf(template);
      expect(Object.keys(samples)).toEqual(template.variables.map((_, index) => String(index + 1)));
      expect(Object.values(samples).every((sample) => sample.length > 0)).toBe(true);
    }
  });

  it('has the same variables in every language', () => {
    for (const template of templates) {
      const spanish = templatesOf(template.type, 'es').find(({ name }) => name === template.name);
      expect([...template.variables].sort()).toEqual([...(spanish?.variables ?? [])].sort());
    }
  });
});

describe('the linter', () => {
  const good: Template = {
    name: 'bh_test_v1',
    type: 'itinerary_ready',
    parts: [],
    locale: 'en',
    body: 'Hi {{1}}, your itinerary is ready.',
    variables: ['name'],
    button: null,
  };
  it('finds nothing wrong with a good template', () => {
    expect(lintTemplate(good)).toEqual([]);
  });
  it.each<[string, Partial<Template>]>([
    ['a variable comes first', { body: '{{1}}, your itinerary is ready.' }],
    ['a variable comes first', { body: '*{{1}}*, your itinerary is ready.' }],
    ['a variable comes last', { body: 'Your itinerary is ready, {{1}}.' }],
    [
      'two variables stand next to each other',
      {
        body: 'Hi {{1}}, {{2}} is the flight of your itinerary today.',
        variables: ['name', 'flight'],
      },
    ],
    ['variables are not numbered', { body: 'Hi {{2}}, your itinerary is ready.' }],
    ['too few', { body: 'Hi {{1}} ready.' }],
    ['longer than 1,024', { body: `Hi {{1}}, ${'word '.repeat(200)}end.` }],
    ['advertising', { body: 'Hi {{1}}, a free offer is ready.' }],
    ['more than one emoji', { body: 'Hi {{1}}, your itinerary is ready 🎉🎉.' }],
    ['tabs, four spaces', { body: 'Hi {{1}}, your    itinerary is ready.' }],
    ['other characters', { name: 'Bh-Test' }],
    ['variables of the text', { variables: ['name', 'flight'] }],
    ['a brace is left over', { body: 'Hi {{1}}, your {name} itinerary is ready.' }],
    ['an asterisk is left over', { body: 'Hi {{1}}, your *itinerary is ready.' }],
  ])('says: %s', (problem, change) => {
    expect(lintTemplate({ ...good, ...change }).join('; ')).toContain(problem);
  });
});
