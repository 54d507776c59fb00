import { templates, templatesOf } from '../catalogue.ts';
import { compose } from '../compose.ts';
import { es } from '../texts/es.ts';
import { rioplatense } from '../texts/es-ar.ts';
import {
  before,
  boarding,
  composed,
  confirmation,
  delayed,
  departure,
  flying,
  locales,
  reader,
  reminder,
  route,
  text,
  when,
} from './words.ts';

describe('Spanish of the River Plate', () => {
  it('differs only in lines that the other Spanish has', () => {
    const lines = [
      ...Object.values(es.templates).flatMap((body) =>
        body.map((line) => (typeof line === 'string' ? line : line[1])),
      ),
      ...Object.values(es.freeTexts),
    ];
    for (const line of Object.keys(rioplatense)) expect(lines).toContain(line);
    for (const [plain, own] of Object.entries(rioplatense)) expect(own).not.toBe(plain);
  });

  it('has no template of its own where it says the same', () => {
    expect(templates.some((t) => t.locale === 'es-AR' && t.type === 'delayed')).toBe(true);
    expect(templatesOf('trip_cancelled', 'es-AR').map(({ locale }) => locale)).toEqual([
      'es-AR',
      'es',
    ]);
    const bodies = templates.map(({ body }) => body);
    expect(new Set(bodies).size).toBe(bodies.length);
  });

  it('falls back to the other Spanish before it says less', () => {
    const words = { ...delayed, gate: 'B7' };
    const content = compose(reader('es-AR'), words, (_, locale) => locale === 'es').content;
    expect(content).toMatchObject({
      template: 'bh_delayed_early_where_untold_v1',
      language: 'es',
    });
  });

  it('is the only text with voseo', () => {
    const voseo =
      /(?<!\p{L})(vos|tenés|podés|querés|respondé|mirá|hablá|andá|llegá|tené|salí|acá|necesitás)(?!\p{L})/iu;
    for (const template of templates)
      if (template.locale !== 'es-AR') expect(template.body).not.toMatch(voseo);
    expect(text(delayed, 'es-AR')).toMatch(voseo);
    for (const own of Object.values(rioplatense))
      expect(own).not.toMatch(
        /(?<!\p{L})(tienes|puedes|quieres|necesitas|responde|habla)(?!\p{L})/iu,
      );
  });
});

describe('a message', () => {
  it('reads as the template with its variables filled in', () => {
    const { content } = composed({ ...confirmation, departure });
    expect(content).toMatchObject({
      kind: 'template',
      template: 'bh_reservation_confirmation_v1',
      language: 'es',
      variables: { '1': 'Ana', '3': 'Londres (LHR)', '5': 'martes 10 ago 17:00 (LHR)' },
    });
    expect(content.text).toContain('Salida: *martes 10 ago 17:00 (LHR)*');
  });

  it('is signed with the name of the agency', () => {
    for (const template of templates)
      expect(template.variables.some((name) => ['agency', 'contact', 'knows'].includes(name))).toBe(
        true,
      );
  });

  it.each([
    ['es', 'responde BAJA'],
    ['es-AR', 'respondé BAJA'],
    ['en', 'reply STOP'],
    ['pt', 'responda PARAR'],
  ] as const)('says in the first one how to stop, and that one may ask (%s)', (locale, stop) => {
    const said = text({ ...confirmation, departure }, locale);
    expect(said).toContain(stop);
    expect(said).toMatch(/pregunta|questions|dúvida/);
  });

  it('never says "hs"', () => {
    for (const locale of locales)
      for (const words of [delayed, boarding, reminder])
        expect(text(words, locale)).not.toContain(' hs');
  });

  it.each([
    ['es', 'mañana, 10 ago 17:00 (LHR)', '13:20 (LHR)', '10 ago 19:55 (CPH)'],
    ['en', 'tomorrow, 10 Aug 17:00 (LHR)', '13:20 (LHR)', '10 Aug 19:55 (CPH)'],
    ['pt', 'amanhã, 10 ago 17:00 (LHR)', '13:20 (LHR)', '10 ago 19:55 (CPH)'],
  ] as const)(
    'says in a reminder when it leaves, when to be at the airport and when it arrives (%s)',
    (locale, ...times) => {
      const said = text({ ...reminder, before }, locale);
      for (const time of times) expect(said).toContain(time);
      expect(said).toContain('16:20 (LHR)');
      expect(said).not.toMatch(/martes|Tue|terça/);
    },
  );

  it('says today, tomorrow, or the date alone', () => {
    const at = (now: string) => text({ ...reminder, now });
    expect(at('2027-08-09T22:30:00.000Z')).toContain('*mañana, 10 ago 17:00');
    expect(at('2027-08-09T23:30:00.000Z')).toContain('*hoy, 10 ago 17:00');
    expect(at('2027-08-08T15:20:00.000Z')).toContain('*10 ago 17:00');
  });

  it.each([
    ['es', 'en la noche del domingo al lunes'],
    ['en', 'in the night from Sunday to Monday'],
    ['pt', 'na noite de domingo para segunda'],
  ] as const)('names the night of a departure in the small hours (%s)', (locale, night) => {
    const early = when('09T01:05');
    const words = { ...confirmation, departure: early };
    expect(text(words, locale)).toContain(`02:05 (LHR), ${night}`);
    expect(text({ ...words, departure: when('09T04:00') }, locale)).not.toContain(night);
  });

  it('says on which day to be at the airport where that is the day before', () => {
    const words = { ...reminder, departure: when('10T00:30'), airportAt: when('09T21:30') };
    expect(text({ ...words, now: '2027-08-09T10:00:00.000Z' })).toContain(
      'en el aeropuerto: *hoy, 9 ago 22:30 (LHR)*',
    );
  });

  it('carries gate, terminal and the agency’s line in a reminder where they are known', () => {
    expect(text({ ...reminder, gate: 'A12', terminal: '5', note: 'Feliz luna de miel' })).toMatch(
      /puerta A12, terminal 5[\s\S]*Feliz luna de miel/,
    );
    expect(text({ ...reminder, terminal: '5' })).toContain('*terminal 5*');
    expect(text(reminder)).not.toMatch(/puerta|terminal|mensaje/i);
  });

  it('says of a delay how long it is, the old, the new and the ticket’s time, and the new arrival', () => {
    const said = text({ ...delayed, gate: 'B7', terminal: '5' }, 'en');
    expect(said).toContain('delayed by 40 min');
    expect(said).toContain('New departure: *Tue 10 Aug 17:00 (LHR)*');
    expect(said).toContain('Before: Tue 10 Aug 16:20 (LHR), as on your ticket');
    expect(said).toContain('gate B7, terminal 5');
    expect(said).toContain('Arrival: Tue 10 Aug 19:55 (CPH)');
    const second = text({ ...delayed, ticket: when('10T14:00') }, 'en');
    expect(second).toContain('delayed by 2 h');
    expect(second).toContain('Tue 10 Aug 16:20 (LHR); on your ticket, 15:00');
  });

  it('sends nobody to the check-in or the airport who may be past it', () => {
    const words = { '': /check-in|aeropuerto|airport|aeroporto/i };
    for (const locale of locales) {
      expect(text(delayed, locale)).toMatch(words['']);
      expect(text({ ...delayed, isNear: true }, locale)).not.toMatch(words['']);
    }
    expect(text({ ...delayed, isNear: true }, 'en')).toContain('stay near the gate');
  });

  it('says that the agency knows only once somebody there has acknowledged it', () => {
    for (const words of [
      delayed,
      { type: 'cancelled', ...route, departure },
      { type: 'diverted', flight: 'BA820', to: null },
    ] as const) {
      const of = (agency: 'told' | 'acknowledged') =>
        compose(
          reader('en', { agency: { name: 'Southern', emergencyPhone: '+54 9 11 5555-0199' } }),
          {
            ...words,
            agency,
          },
        ).content.text;
      expect(of('told')).toContain('We have told Southern (+54 9 11 5555-0199)');
      expect(of('told')).not.toMatch(/know/);
      expect(of('acknowledged')).toContain('Southern (+54 9 11 5555-0199) know about it');
    }
    expect(text(delayed, 'en')).not.toMatch(/told|know/);
  });

  it('says in the past tense that a flight has left already', () => {
    const words = { ...delayed, type: 'departure_moved_earlier', kind: 'gone' } as const;
    expect(text({ ...words, before: when('10T17:00') }, 'en')).toMatch(
      /already left[\s\S]*It left: \*Tue 10 Aug 17:00[\s\S]*We had told you: Tue 10 Aug 18:00[\s\S]*not on board, reply here now/,
    );
    expect(text(words)).toMatch(/ya salió[\s\S]*Te habíamos dicho: martes 10 ago 16:20/);
  });

  it('says of a delay that shrank that it did, with the ticket’s time', () => {
    const words = { ...delayed, type: 'departure_moved_earlier', kind: 'shrank' } as const;
    const said = text({ ...words, before: when('10T17:30') }, 'en');
    expect(said).toMatch(/delay .* shorter[\s\S]*18:30 \(LHR\); on your ticket, 16:20/);
    expect(said).not.toMatch(/We have told/);
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

  it('names gate and terminal whichever of them changed, and the first gate as yours', () => {
    const change = {
      type: 'gate_change',
      ...flying,
      gate: 'D31',
      terminal: '2',
      what: 'gate',
      isFirst: false,
    } as const;
    for (const what of ['gate', 'terminal', 'both'] as const)
      expect(text({ ...change, what })).toContain('Ahora: *puerta D31, terminal 2*');
    expect(text({ ...change, gate: null, what: 'terminal' })).toMatch(
      /cambió la terminal[\s\S]*Ahora: \*terminal 2\*/,
    );
    const first = text({ ...change, isFirst: true }, 'en');
    expect(first).toContain('Your gate is *D31, terminal 2*');
    expect(first).not.toContain('hange');
  });

  it('names the airport of a diversion as far as it is known', () => {
    const diverted = { type: 'diverted', flight: 'BA820', agency: 'told' } as const;
    expect(text({ ...diverted, to: { city: 'Hamburg', iata: 'HAM' } })).toContain(
      '*Hamburgo (HAM)*',
    );
    expect(text({ ...diverted, to: { city: null, iata: 'GRU' } })).toContain('*São Paulo (GRU)*');
    expect(text({ ...diverted, to: null })).toContain('otro aeropuerto');
    expect(text({ ...diverted, to: { city: null, iata: null } })).toContain('otro aeropuerto');
  });

  it('welcomes to the city in the traveller’s language, with belt and lodging where they are known', () => {
    const landing = {
      type: 'landing',
      destination: { iata: 'CPH', city: 'Kastrup' },
      next: null,
      isHome: false,
    } as const;
    expect(text({ ...landing, stay: 'Nyhavn 71', belt: '4' })).toMatch(
      /Copenhague[\s\S]*cinta \*4\*[\s\S]*Nyhavn 71/,
    );
    expect(text({ ...landing, stay: null, belt: null })).not.toMatch(/cinta|alojamiento/);
  });

  it('tells how to stop and to start again, in the words that are understood', () => {
    const bold = (type: 'opt_out_question' | 'opt_out_notice') =>
      locales.map((locale) => text({ type }, locale).match(/\*(\w+)\*/)?.[1]);
    expect(bold('opt_out_question')).toEqual(['BAJA', 'BAJA', 'STOP', 'PARAR']);
    expect(bold('opt_out_notice')).toEqual(['ALTA', 'ALTA', 'START', 'START']);
    const agency = { name: 'Viajes $& Sur', emergencyPhone: null };
    expect(compose(reader('es', { agency }), { type: 'opt_out_ack' }).content).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('*Viajes $& Sur*'),
    });
  });

  it('takes the next poorer template where the fitting one cannot be sent, and the fitting one where none can', () => {
    const words = { ...reminder, gate: 'A12', note: 'Feliz luna de miel' };
    const without = (...parts: string[]) =>
      compose(reader('es'), words, (name) => !parts.some((part) => name.includes(part))).content;
    expect(without()).toMatchObject({ template: 'bh_24h_reminder_where_note_v1' });
    expect(without('note')).toMatchObject({ template: 'bh_24h_reminder_where_v1' });
    expect(without('note', 'where')).toMatchObject({ template: 'bh_24h_reminder_v1' });
    expect(without('reminder')).toMatchObject({ template: 'bh_24h_reminder_where_note_v1' });
    expect(
      compose(reader('es'), { ...boarding, gate: 'A12' }, (name) => !name.includes('gate')).content,
    ).toMatchObject({ template: 'bh_boarding_screens_v1' });
  });
});
