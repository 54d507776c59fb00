import fc from 'fast-check';
import { type Template, templates, templatesOf } from '../catalogue.ts';
import { compose, type Words } from '../compose.ts';
import { lintFilled, lintTemplate } from '../lint.ts';
import { samplesOf } from '../samples.ts';

const departure = { at: '2027-08-10T16:00:00.000Z', zone: 'Europe/London', iata: 'LHR' };
const before = { ...departure, at: '2027-08-10T15:20:00.000Z' };
const trip = { name: 'Ana Ruiz', flight: 'BA820', origin: 'LHR', destination: 'CPH' };
const languages = ['es', 'en', 'pt'] as const;

const reminder = {
  type: '24h_reminder',
  ...trip,
  departure,
  before: null,
  gate: null,
  terminal: null,
  note: null,
} as const;
const delayed = {
  type: 'delayed',
  name: 'Ana',
  flight: 'BA820',
  before,
  departure,
  ticket: before,
  gate: null,
  terminal: null,
  agency: 'untold',
} as const;
const boarding = {
  type: 'boarding',
  flight: 'BA820',
  departure,
  gate: null,
  terminal: null,
  unchecked: false,
} as const;
const text = (words: Words, language: 'es' | 'en' | 'pt' = 'es'): string =>
  compose(language, words).text;

describe('every template', () => {
  it.each(
    templates.map((template) => [`${template.name} (${template.language})`, template] as const),
  )('%s is one that WhatsApp approves', (_, template) => {
    expect(lintTemplate(template)).toEqual([]);
  });

  it('has a name of its own in its language, and the same shapes in all languages', () => {
    const names = languages.map((language) =>
      templates.filter((t) => t.language === language).map((t) => t.name),
    );
    for (const own of names) {
      expect(new Set(own).size).toBe(own.length);
      expect(own).toEqual(names[0]);
    }
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
    language: 'en',
    body: 'Hi {{1}}, your itinerary is ready.',
    variables: ['name'],
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

describe('a message', () => {
  it('reads as the template with its variables filled in', () => {
    const content = compose('es', { type: 'reservation_confirmation', ...trip, departure });
    expect(content).toMatchObject({
      kind: 'template',
      template: 'bh_reservation_confirmation_v1',
      language: 'es',
      variables: { '1': 'Ana Ruiz', '5': 'Mar 10 Ago 17:00 hs (LHR)' },
    });
    expect(content.text).toContain('Hola Ana Ruiz');
    expect(content.text).toContain('Salida: *Mar 10 Ago 17:00 hs (LHR)*');
  });

  it('says "hs" in Spanish only', () => {
    for (const words of [
      delayed,
      boarding,
      reminder,
      { type: 'reservation_confirmation', ...trip, departure },
    ] as const) {
      expect(text(words, 'es')).toContain(' hs');
      expect(text(words, 'en')).not.toContain(' hs');
      expect(text(words, 'pt')).not.toContain(' hs');
    }
  });

  it('has no weekday in a reminder, and names the time told before', () => {
    const said = text({ ...reminder, before });
    expect(said).toContain('el *10 Ago 17:00 hs (LHR)*');
    expect(said).toContain('antes salía el 10 Ago 16:20 hs (LHR)');
    expect(said).not.toMatch(/\b(Lun|Mar|Mié|Jue|Vie|Sáb|Dom) \d/);
  });

  it('carries gate, terminal and the agency’s line in a reminder where they are known', () => {
    expect(text({ ...reminder, gate: 'A12', terminal: '5', note: 'Feliz luna de miel' })).toMatch(
      /puerta A12, terminal 5[\s\S]*Feliz luna de miel/,
    );
    expect(text({ ...reminder, terminal: '5' })).toContain('*terminal 5*');
    expect(text(reminder)).not.toMatch(/puerta|terminal|mensaje/i);
  });

  it('has the old and the new time in a delay, with weekday, and says that check-in keeps its time and delays can shrink', () => {
    const said = text({ ...delayed, gate: 'B7' }, 'en');
    expect(said).toContain('Tue 10 Aug 17:00 (LHR)');
    expect(said).toContain('Tue 10 Aug 16:20 (LHR)');
    expect(said).toContain('Gate: B7');
    expect(said).toMatch(/Check-in.*original.*delays can shrink/);
  });

  it('says of a delay that the agency knows only where it does', () => {
    expect(text(delayed)).not.toContain('agencia');
    expect(text({ ...delayed, agency: 'told' })).toContain('Tu agencia ya está al tanto');
  });

  it.each([
    ['es', 'pantallas'],
    ['en', 'screens'],
    ['pt', 'telas'],
  ] as const)(
    'sends who boards to the screens where no gate is known, or it could not be checked (%s)',
    (language, screens) => {
      expect(text(boarding, language)).toContain(screens);
      expect(text({ ...boarding, gate: 'A12' }, language)).not.toContain(screens);
      expect(text({ ...boarding, gate: 'A12', unchecked: true }, language)).toMatch(
        new RegExp(`A12.*${screens}`),
      );
    },
  );

  it('speaks of the gate, the terminal or both when they change', () => {
    const change = {
      type: 'gate_change',
      name: 'Ana',
      flight: 'BA820',
      departure,
      isFirst: false,
    } as const;
    expect(text({ ...change, gate: 'D31', terminal: null })).toContain('Nueva puerta: *D31*');
    expect(text({ ...change, gate: null, terminal: '2' })).toMatch(
      /cambió la terminal[\s\S]*Terminal: \*2\*/,
    );
    expect(text({ ...change, gate: 'D31', terminal: '2' })).toMatch(/D31[\s\S]*Terminal: \*2\*/);
  });

  it('names the airport of a diversion as far as it is known', () => {
    const diverted = {
      type: 'diverted',
      name: 'Ana',
      flight: 'BA820',
      agency: 'told',
    } as const;
    expect(text({ ...diverted, to: { city: 'Hamburg', iata: 'HAM' } })).toContain(
      '*Hamburg (HAM)*',
    );
    expect(text({ ...diverted, to: { city: null, iata: 'GRU' } })).toContain('*GRU*');
    expect(text({ ...diverted, to: null })).toContain('otro aeropuerto');
    expect(text({ ...diverted, to: { city: null, iata: null } })).toContain('otro aeropuerto');
  });

  it('welcomes with belt and lodging where they are known', () => {
    const landing = { type: 'landing', name: 'Ana', city: 'Copenhagen' } as const;
    expect(text({ ...landing, stay: 'Nyhavn 71', belt: '4' })).toMatch(
      /Copenhagen[\s\S]*cinta \*4\*[\s\S]*Nyhavn 71/,
    );
    expect(text({ ...landing, stay: null, belt: null })).not.toMatch(/cinta|alojamiento/);
  });

  it('tells how to stop and to start again, in the words that are understood', () => {
    expect(
      languages.map(
        (language) => text({ type: 'opt_out_question' }, language).match(/\*(\w+)\*/)?.[1],
      ),
    ).toEqual(['BAJA', 'STOP', 'PARAR']);
    expect(
      languages.map(
        (language) => text({ type: 'opt_out_notice' }, language).match(/\*(\w+)\*/)?.[1],
      ),
    ).toEqual(['ALTA', 'START', 'START']);
    expect(compose('es', { type: 'opt_out_ack', agency: 'Viajes $& Sur' })).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('*Viajes $& Sur*'),
    });
  });

  it('takes the next poorer template where the fitting one cannot be sent, and the fitting one where none can', () => {
    const words = { ...reminder, gate: 'A12', note: 'Feliz luna de miel' };
    const without = (...parts: string[]) =>
      compose('es', words, (name) => !parts.some((part) => name.includes(part)));
    expect(without()).toMatchObject({ template: 'bh_24h_reminder_where_note_v1' });
    expect(without('note')).toMatchObject({ template: 'bh_24h_reminder_where_v1' });
    expect(without('note', 'where')).toMatchObject({ template: 'bh_24h_reminder_v1' });
    expect(without('reminder')).toMatchObject({ template: 'bh_24h_reminder_where_note_v1' });
    expect(
      compose('es', { ...boarding, gate: 'A12' }, (name) => !name.includes('gate')),
    ).toMatchObject({
      template: 'bh_boarding_screens_v1',
    });
  });
});

describe('hostile values', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom(
      '',
      ' ',
      '\n',
      '{{1}}',
      '{{2}} {{3}}',
      'a\n\n\n\tb     c',
      '\u202eevil',
      '\ud83d',
      '*'.repeat(50),
      '$1 $& $`',
      '👩‍👩‍👧‍👦'.repeat(60),
      'x'.repeat(5_000),
      '__proto__',
      'Ana\u2028Ruiz',
      '\u0000',
    ),
  );
  const maybe = fc.option(hostile);
  const when = fc.constantFrom(departure, before);
  const agency = fc.constantFrom('untold' as const, 'told' as const, 'acknowledged' as const);
  const words: fc.Arbitrary<Words> = fc.oneof(
    fc.record({
      type: fc.constant('reservation_confirmation' as const),
      name: hostile,
      flight: hostile,
      origin: hostile,
      destination: hostile,
      departure: when,
    }),
    fc.record({
      type: fc.constant('24h_reminder' as const),
      name: hostile,
      flight: hostile,
      origin: hostile,
      destination: hostile,
      departure: when,
      before: fc.option(when),
      gate: maybe,
      terminal: maybe,
      note: maybe,
    }),
    fc.record({
      type: fc.constant('delayed' as const),
      name: hostile,
      flight: hostile,
      before: when,
      departure: when,
      ticket: when,
      gate: maybe,
      terminal: maybe,
      agency,
    }),
    fc.record({
      type: fc.constant('departure_moved_earlier' as const),
      kind: fc.constantFrom('earlier' as const, 'shrank' as const, 'gone' as const),
      name: hostile,
      flight: hostile,
      before: when,
      departure: when,
      ticket: when,
      gate: maybe,
      terminal: maybe,
      agency,
    }),
    fc.record({
      type: fc.constantFrom('back_on_time' as const, 'reinstated' as const),
      name: hostile,
      flight: hostile,
      departure: when,
      gate: maybe,
      terminal: maybe,
      agency,
    }),
    fc.record({
      type: fc.constant('gate_change' as const),
      name: hostile,
      flight: hostile,
      departure: when,
      gate: maybe,
      terminal: maybe,
      isFirst: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('boarding' as const),
      flight: hostile,
      departure: when,
      gate: maybe,
      terminal: maybe,
      unchecked: fc.boolean(),
    }),
    fc.record({
      type: fc.constant('cancelled' as const),
      name: hostile,
      flight: hostile,
      departure: when,
      agency,
    }),
    fc.record({
      type: fc.constant('trip_cancelled' as const),
      name: hostile,
      flight: hostile,
      departure: when,
    }),
    fc.record({
      type: fc.constant('diverted' as const),
      name: hostile,
      flight: hostile,
      agency,
      to: fc.option(fc.record({ city: maybe, iata: maybe })),
    }),
    fc.record({
      type: fc.constant('landing' as const),
      name: hostile,
      city: hostile,
      stay: maybe,
      belt: maybe,
    }),
    fc.record({
      type: fc.constant('trip_changed' as const),
      name: hostile,
      flight: hostile,
      origin: hostile,
      destination: hostile,
      departure: when,
      beforeFlight: hostile,
      beforeDeparture: when,
    }),
    fc.record({ type: fc.constant('itinerary_ready' as const), name: hostile }),
    fc.record({ type: fc.constant('agency_reply' as const), agency: hostile, words: hostile }),
  );

  it('never make a message that WhatsApp would refuse', () => {
    fc.assert(
      fc.property(fc.constantFrom(...languages), words, (language, said) => {
        const content = compose(language, said);
        expect(content.kind).toBe('template');
        if (content.kind !== 'template') return;
        const template = templatesOf(said.type as Template['type'], language).find(
          ({ name }) => name === content.template,
        );
        expect(template).toBeDefined();
        if (template) expect(lintFilled(template, content)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
