// cspell:ignore celular código destino fecha horário localizador officedocument openxmlformats
// cspell:ignore pasajero passageiro rels reserva salida spreadsheetml telefone teléfono ximenez
// cspell:ignore ángel
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { z } from 'zod';
import { ImportedJourney } from '#shared/domain/booking-import.ts';
import { fieldFile } from '#shared/testing/field-cases.ts';
import { createImportIntake, importStores } from '../import/import-intake.ts';
import { signedIn } from './browser.ts';
import { type Answer, type Api, anApi, mistakes } from './harness.ts';

jest.setTimeout(60_000);

const Journeys = z.array(ImportedJourney);
const header = 'pnr;pasajero;celular;vuelo;origen;destino;fecha;hora';
const row = (
  over: Partial<
    Record<'pnr' | 'name' | 'phone' | 'flight' | 'from' | 'to' | 'date' | 'time', string>
  > = {},
): string =>
  [
    over.pnr ?? 'QW100',
    over.name ?? 'RUIZ/ANA MRS',
    over.phone ?? '+54 9 11 5555 0100',
    over.flight ?? 'AR1684',
    over.from ?? 'AEP',
    over.to ?? 'BRC',
    over.date ?? '2027-03-10',
    over.time ?? '07:15',
  ].join(';');
const fileOf = (...rows: readonly string[]): string => [header, ...rows].join('\n');

const importing = (api: Api, body: RequestInit['body'], type = 'text/csv'): Promise<Answer> =>
  api.send('POST', '/imports', {
    headers: { authorization: `Bearer ${api.south.key}`, 'content-type': type },
    body,
  });
const idOf = ({ json }: Answer): string => String(json['id']);
const journeysOf = async (api: Api, id: string, query = ''): Promise<z.infer<typeof Journeys>> => {
  const { json } = await api.south.ask('GET', `/imports/${id}/journeys?limit=100${query}`);
  return Journeys.parse(json['items']);
};
const rowsOf = async (api: Api, id: string) =>
  (await journeysOf(api, id)).flatMap(({ rows }) => rows);
const apply = (api: Api, id: string, welcome = 'none', more = {}): Promise<Answer> =>
  api.south.ask('POST', `/imports/${id}/apply`, { welcome, ...more });
const live = async (api: Api) => {
  const { json } = await api.south.ask('GET', '/journeys?state=live&limit=100');
  return z
    .array(
      z.looseObject({
        id: z.uuid(),
        reference: z.string().nullable(),
        passengers: z.array(z.looseObject({ name: z.string() })),
        legs: z.array(z.looseObject({ flightNumber: z.string(), localDeparture: z.string() })),
        contacts: z.array(z.looseObject({ phone: z.string().nullable() })),
      }),
    )
    .parse(json['items']);
};
const booked = async (api: Api) =>
  (await api.emitted()).filter((event) => event.type === 'TripBooked');

describe('a file of bookings', () => {
  it('is read into journeys, and books nothing and tells nobody', async () => {
    const api = await anApi();
    const read = await importing(
      api,
      fileOf(
        row(),
        row({ flight: 'AR1685', from: 'BRC', to: 'AEP', date: '2027-03-17', time: '18:40' }),
        row({ pnr: 'QW101', name: 'DIAZ/ROBERTO MR', phone: '' }),
      ),
    );
    expect(read).toMatchObject({
      status: 200,
      json: {
        state: 'ready',
        rowCount: 3,
        rowsRead: 3,
        journeyCount: 2,
        journeys: { new: 2 },
        rows: { new: 3 },
        wouldSend: { none: 0, new: 1, all: 1, welcomeByLanguage: { es: 1 }, toCall: 1 },
      },
    });
    expect(await live(api)).toEqual([]);
    expect((await api.emitted()).map(({ type }) => type)).toEqual(['ImportWorkRequested']);
    expect(await journeysOf(api, idOf(read))).toMatchObject([
      {
        reference: 'QW100',
        verdict: 'new',
        contacts: [{ name: 'RUIZ/ANA MRS', phone: '+5491155550100', language: 'es' }],
        rows: [
          { line: 2, verdict: 'new', flight: 'AR1684 AEP-BRC 2027-03-10 07:15' },
          { line: 3, verdict: 'new', flight: 'AR1685 BRC-AEP 2027-03-17 18:40' },
        ],
      },
      { reference: 'QW101', rows: [{ line: 4, phone: null }] },
    ]);
  });

  it('is applied once, and the same file again changes nothing', async () => {
    const api = await anApi();
    const text = fileOf(
      row(),
      row({ pnr: 'QW101', name: 'DIAZ/ROBERTO MR', phone: '+54 9 11 5555 0101' }),
    );
    const id = idOf(await importing(api, text));
    expect((await apply(api, id)).json).toMatchObject({
      state: 'applied',
      applied: { applied: 2 },
    });
    expect((await apply(api, id)).json).toMatchObject({
      state: 'applied',
      applied: { applied: 2 },
    });
    expect(await live(api)).toHaveLength(2);
    expect((await booked(api)).map(({ data }) => data.notify)).toEqual([false, false]);
    const again = await importing(api, text);
    expect(again.json).toMatchObject({ journeys: { same: 2 }, rows: { same: 2 } });
    expect((await apply(api, idOf(again))).json).toMatchObject({ state: 'applied', applied: {} });
    expect(await booked(api)).toHaveLength(2);
  });
});

/** Bytes of a text in UTF-16 with its mark, as Excel saves “Unicode text”. */
const utf16 = (text: string, isBig = false): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  if (isBig)
    for (let i = 0; i < bytes.length; i += 2)
      [bytes[i], bytes[i + 1]] = [bytes[i + 1] ?? 0, bytes[i] ?? 0];
  return bytes;
};
const latin = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(text, 'latin1'));
const workbook = (rows: readonly (readonly (string | number)[])[]): Uint8Array<ArrayBuffer> => {
  const cells = rows
    .map(
      (cells, nth) =>
        `<row r="${nth + 1}">${cells
          .map((cell, column) => {
            const at = `${String.fromCharCode(65 + column)}${nth + 1}`;
            return typeof cell === 'number'
              ? `<c r="${at}" s="${cell < 1 ? 2 : cell > 100_000 ? 0 : 1}"><v>${cell}</v></c>`
              : `<c r="${at}" t="inlineStr"><is><t>${cell}</t></is></c>`;
          })
          .join('')}</row>`,
    )
    .join('');
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const xml = (text: string) => new TextEncoder().encode(`<?xml version="1.0"?>${text}`);
  return zipSync({
    '[Content_Types].xml': xml(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>',
    ),
    'xl/workbook.xml': xml(
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>` +
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    ),
    'xl/_rels/workbook.xml.rels': xml(
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' +
        `<Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/>` +
        `<Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    'xl/styles.xml': xml(
      `<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/>` +
        '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/>' +
        '</cellXfs></styleSheet>',
    ),
    'xl/worksheets/sheet1.xml': xml(
      `<worksheet xmlns="${main}"><sheetData>${cells}</sheetData></worksheet>`,
    ),
  });
};

describe('a file as spreadsheets write it', () => {
  const text = fileOf(row({ name: 'MUÑOZ/ÁNGEL MR' }));
  it.each<readonly [string, RequestInit['body'], string]>([
    ['with a line `sep=`', `sep=;\r\n${text}`, 'text/csv'],
    ['with commas', text.replaceAll(';', ','), 'text/csv'],
    ['with tabs', text.replaceAll(';', '\t'), 'text/plain'],
    ['with a byte order mark', `\uFEFF${text}`, 'text/csv'],
    ['with lines that end in CR alone', text.replaceAll('\n', '\r'), 'text/csv'],
    ['in Windows-1252', latin(text), 'text/csv'],
    ['in UTF-16', utf16(text), 'text/csv'],
    ['in UTF-16 of the other kind', utf16(text, true), 'text/csv'],
    ['with a title above', `Ventas de marzo\n\n${text}`, 'text/csv'],
    ['copied', JSON.stringify({ text: text.replaceAll(';', '\t') }), 'application/json'],
    [
      'as rows',
      JSON.stringify({
        rows: [
          Object.fromEntries(
            header.split(';').map((name, nth) => [name, text.split('\n')[1]?.split(';')[nth]]),
          ),
        ],
      }),
      'application/json',
    ],
    [
      'as a workbook, dates and times being numbers',
      workbook([
        header.split(';'),
        ['QW100', 'MUÑOZ/ÁNGEL MR', '+5491155550100', 'AR1684', 'AEP', 'BRC', 46_456, 7.25 / 24],
      ]),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
  ])('is understood %s', async (_, body, type) => {
    const api = await anApi();
    const read = await importing(api, body, type);
    expect(read.status).toBe(200);
    expect(await rowsOf(api, idOf(read))).toMatchObject([
      {
        verdict: 'new',
        passenger: 'MUÑOZ/ÁNGEL MR',
        phone: '+5491155550100',
        flight: 'AR1684 AEP-BRC 2027-03-10 07:15',
      },
    ]);
  });

  it('is refused as a whole where it is none, and says why', async () => {
    const api = await anApi();
    const old = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4]);
    expect(mistakes(await importing(api, old))).toEqual(['# old_workbook']);
    expect(mistakes(await importing(api, new Uint8Array([0x50, 0x4b, 3, 4, 9])))).toEqual([
      '# bad_workbook',
    ]);
    expect(mistakes(await importing(api, ' \n;;'))).toEqual(['# empty']);
    expect(mistakes(await importing(api, `${header}\n"QW100;`))).toEqual(['# open_quote']);
  });

  it('asks for columns that it does not know, and reads it again with them', async () => {
    const api = await anApi();
    const text = `x1;x2;x3;x4;x5;x6;x7;x8\n${row()}`;
    const read = await importing(api, text);
    expect(read.json).toMatchObject({
      journeyCount: 0,
      file: {
        missing: ['passenger', 'flight', 'origin', 'destination', 'date'],
        columns: [{ name: 'x1', field: null, samples: ['QW100'] }, {}, {}, {}, {}, {}, {}, {}],
      },
    });
    const again = await api.south.ask('PATCH', `/imports/${idOf(read)}`, {
      mapping: [
        'reference',
        'passenger',
        'phone',
        'flight',
        'origin',
        'destination',
        'date',
        'time',
      ],
    });
    expect(again.json).toMatchObject({ state: 'ready', rows: { new: 1 }, file: { missing: [] } });
  });

  it('understands names of columns in three languages', async () => {
    const api = await anApi();
    for (const names of [
      'Localizador;Pasajero;Teléfono;Nº Vuelo;Origen;Destino;Fecha de salida;Hora salida',
      'Record Locator;Passenger Name;Mobile;Flight No.;From;To;Departure date;Departure time',
      'Código de reserva;Nome do passageiro;Telefone;Voo;De;Para;Data do voo;Horário',
    ])
      expect((await importing(api, `${names}\n${row()}`)).json).toMatchObject({ rows: { new: 1 } });
  });
});

describe('a row that cannot be booked', () => {
  const problem = async (...rows: readonly string[]) => {
    const api = await anApi();
    const id = idOf(await importing(api, fileOf(...rows)));
    return (await rowsOf(api, id))
      .filter(({ verdict }) => verdict === 'refused')
      .flatMap(({ problems }) =>
        problems.map(({ field, code, suggestion }) => `${field} ${code} ${suggestion}`),
      );
  };
  const other = row({ pnr: 'QW999', name: 'PAZ/EVA', phone: '+54 9 11 5555 0199' });
  it.each([
    [
      'a number without a country',
      row({ phone: '1155550777' }),
      'phone phone_without_country +5491155550777',
    ],
    [
      'a number that a spreadsheet rounded',
      row({ phone: '5,49115E+12' }),
      'phone phone_rounded null',
    ],
    ['a city instead of an airport', row({ from: 'BUE' }), 'origin unknown_airport AEP'],
    ['a city by name', row({ to: 'Bariloche' }), 'destination unknown_airport BRC'],
    ['month and day the wrong way round', row({ date: '2027-29-03' }), 'date bad_date 2027-03-29'],
    ['a digit too many', row({ flight: 'AR16840' }), 'flight bad_flight_number AR1684'],
    ['an airline that there is not', row({ flight: 'AX1684' }), 'flight unknown_airline AR1684'],
    ['the year of before', row({ date: '2026-03-10' }), 'date departure_past 2027-03-10'],
    ['no time', row({ time: '' }), 'time time_missing null'],
    ['nobody', row({ name: '' }), 'passenger required null'],
    ['an infant alone', row({ name: 'PAZ/MILA INF' }), 'null infant_alone null'],
  ])('is refused for %s, with what was probably meant', async (_, wrong, expected) => {
    expect(await problem(other, wrong)).toEqual([expected]);
  });

  it('is refused where it contradicts an earlier one, and the other rows are not', async () => {
    expect(await problem(row(), row({ name: 'RUIZ/TOMAS CHD', time: '07:45' }))).toEqual([
      'time differs_in_file 07:15',
    ]);
  });

  it('is refused where its number is on that flight with another booking already', async () => {
    expect(await problem(row(), row({ pnr: 'QW101', name: 'RUIZ/LEO' }))).toEqual([
      'phone duplicate_trip null',
    ]);
    const api = await anApi();
    await apply(api, idOf(await importing(api, fileOf(row()))));
    const later = await importing(api, fileOf(row({ pnr: 'QW101', name: 'RUIZ/LEO' })));
    expect(await rowsOf(api, idOf(later))).toMatchObject([
      { problems: [{ code: 'duplicate_trip', message: expect.stringContaining('QW100') }] },
    ]);
  });

  it('is read with its suggestion once that is accepted, or as corrected', async () => {
    const api = await anApi();
    const id = idOf(
      await importing(
        api,
        fileOf(row({ phone: '1155550777' }), row({ pnr: 'QW2', date: '10/2027' })),
      ),
    );
    const accepted = await api.south.ask('PATCH', `/imports/${id}`, {
      acceptSuggestions: 'all',
      corrections: [
        { line: 3, field: 'date', value: '2027-03-11' },
        { line: 3, field: 'phone', value: '+54 9 11 5555 0101' },
      ],
    });
    expect(accepted.json).toMatchObject({ rows: { new: 2 } });
    expect((await rowsOf(api, id)).map(({ phone }) => phone)).toEqual([
      '+5491155550777',
      '+5491155550101',
    ]);
  });

  it('asks once for the order of day and month, which other rows may tell', async () => {
    const api = await anApi();
    const unclear = await importing(api, fileOf(row({ date: '10/03/2027' })));
    expect(unclear.json).toMatchObject({
      file: { asksDateOrder: true, dateOrder: null },
      rows: { refused: 1 },
    });
    const told = await api.south.ask('PATCH', `/imports/${idOf(unclear)}`, { dateOrder: 'mdy' });
    expect(told.json).toMatchObject({ file: { asksDateOrder: false }, rows: { new: 1 } });
    expect((await rowsOf(api, idOf(unclear)))[0]?.flight).toContain('2027-10-03');
    const clear = await importing(
      api,
      fileOf(row({ date: '10/03/2027' }), row({ pnr: 'QW2', date: '25/03/2027', phone: '' })),
    );
    expect(clear.json).toMatchObject({ file: { dateOrder: 'dmy' }, rows: { new: 2 } });
  });
});

describe('a file of tomorrow', () => {
  const family = [
    row(),
    row({ flight: 'AR1685', from: 'BRC', to: 'AEP', date: '2027-03-17', time: '18:40' }),
    row({ name: 'RUIZ/TOMAS CHD' }),
    row({
      name: 'RUIZ/TOMAS CHD',
      flight: 'AR1685',
      from: 'BRC',
      to: 'AEP',
      date: '2027-03-17',
      time: '18:40',
    }),
  ];
  const applied = async () => {
    const api = await anApi();
    await apply(api, idOf(await importing(api, fileOf(...family))));
    return api;
  };

  it('is its differences: a time, a number, somebody more; the rest stays', async () => {
    const api = await applied();
    const changed = [
      row({ time: '09:30', phone: '+54 9 11 5555 0111' }),
      row({ name: 'RUIZ/TOMAS CHD', time: '09:30', phone: '+54 9 11 5555 0111' }),
      row({ name: 'RUIZ/EVA CHD', time: '09:30', phone: '+54 9 11 5555 0111' }),
    ];
    const read = await importing(api, fileOf(...changed));
    expect(read.json).toMatchObject({ journeys: { changed: 1 }, rows: { changed: 2, new: 1 } });
    const [journey] = await journeysOf(api, idOf(read));
    expect(journey?.rows[0]?.changes).toEqual([
      { field: 'departure', before: '10 Mar 07:15 (AEP)', after: '10 Mar 09:30 (AEP)' },
      { field: 'phone', before: '+5491155550100', after: '+5491155550111' },
    ]);
    expect(journey?.notInFile).toEqual([
      'RUIZ/ANA MRS AR1685 17 Mar 18:40 (BRC)',
      'RUIZ/TOMAS CHD AR1685 17 Mar 18:40 (BRC)',
    ]);
    expect((await apply(api, idOf(read), 'all')).json).toMatchObject({ applied: { applied: 1 } });
    expect(await live(api)).toMatchObject([
      {
        passengers: [
          { name: 'RUIZ/ANA MRS' },
          { name: 'RUIZ/TOMAS CHD' },
          { name: 'RUIZ/EVA CHD' },
        ],
        legs: [{ localDeparture: '2027-03-10T09:30' }, { flightNumber: 'AR1685' }],
        contacts: [{ phone: '+5491155550111' }],
      },
    ]);
    const again = await importing(api, fileOf(...changed));
    expect(again.json).toMatchObject({ journeys: { same: 1 } });
  });

  it('moves a leg to another flight of that day', async () => {
    const api = await applied();
    const moved = family.map((one) => one.replace('AR1684', 'AR1690').replace('07:15', '11:00'));
    const id = idOf(await importing(api, fileOf(...moved)));
    await apply(api, id);
    expect(
      (await live(api)).flatMap(({ legs }) => legs.map(({ flightNumber }) => flightNumber)),
    ).toEqual(['AR1690', 'AR1685']);
  });

  it('books who flies only a part, on that part alone', async () => {
    const api = await anApi();
    const [out = '', back = '', child = ''] = family;
    const id = idOf(await importing(api, fileOf(out, back, child)));
    expect((await apply(api, id)).json).toMatchObject({ applied: { applied: 1 } });
    const again = await importing(api, fileOf(out, back, child));
    expect(again.json).toMatchObject({ journeys: { same: 1 }, rows: { same: 3 } });
  });

  it('leaves a journey alone that somebody edited after it was read', async () => {
    const api = await applied();
    const id = idOf(
      await importing(api, fileOf(...family.map((one) => one.replace('07:15', '09:30')))),
    );
    const [journey] = await live(api);
    await api.south.ask('PATCH', `/journeys/${journey?.id}`, { title: 'Ruiz' });
    expect((await apply(api, id)).json).toMatchObject({ applied: { failed: 1 } });
    expect(await journeysOf(api, id, '&state=failed')).toMatchObject([
      { outcome: 'changed_since' },
    ]);
  });

  it('finds bookings without a code again', async () => {
    const api = await anApi();
    const text = fileOf(
      row({ pnr: '' }),
      row({ pnr: '', name: 'PAZ/EVA', phone: '+54 9 11 5555 0199' }),
    );
    expect((await apply(api, idOf(await importing(api, text)))).json).toMatchObject({
      applied: { applied: 2 },
    });
    expect((await importing(api, text)).json).toMatchObject({ journeys: { same: 2 } });
  });
});

describe('an import that was applied', () => {
  const text = fileOf(
    row(),
    row({ pnr: 'QW101', name: 'DIAZ/ROBERTO MR', phone: '+54 9 11 5555 0101' }),
  );
  const undo = (api: Api, id: string) => api.south.ask('POST', `/imports/${id}/undo`);

  it('tells who is new only where that was asked for, over those days', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, text));
    await apply(api, id, 'new', { spreadDays: 2 });
    const from = (await booked(api)).map(({ data }) => data.confirmFrom);
    expect(from.filter((one) => one !== undefined).length).toBeGreaterThan(0);
    expect(new Set(from).size).toBe(2);
  });

  it('is taken back within a day, and tells nobody', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, text));
    await apply(api, id);
    expect((await undo(api, id)).json).toMatchObject({ state: 'undone', applied: { undone: 2 } });
    expect(await live(api)).toEqual([]);
    expect((await importing(api, text)).json).toMatchObject({ journeys: { new: 2 } });
  });

  it('is kept where something was said or edited, and says which', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, text));
    await apply(api, id);
    const journeys = await live(api);
    const edited = journeys.find(({ reference }) => reference === 'QW101');
    await api.south.ask('PATCH', `/journeys/${edited?.id}`, { title: 'Roberto' });
    expect((await undo(api, id)).json).toMatchObject({ applied: { kept: 1, undone: 1 } });
    expect(await journeysOf(api, id, '&state=kept')).toMatchObject([
      { reference: 'QW101', outcome: 'edited_since' },
    ]);
  });

  it('takes its changes back to what was there before', async () => {
    const api = await anApi();
    await apply(api, idOf(await importing(api, text)));
    const changed = text.replaceAll('07:15', '09:30').replace('0100', '0111');
    const id = idOf(
      await importing(
        api,
        `${changed}\n${row({ name: 'RUIZ/EVA CHD', phone: '', time: '09:30' })}`,
      ),
    );
    expect((await apply(api, id)).json).toMatchObject({ applied: { applied: 2 } });
    expect((await undo(api, id)).json).toMatchObject({ applied: { undone: 2 } });
    expect((await importing(api, text)).json).toMatchObject({ journeys: { same: 2 } });
  });

  it('cannot be taken back after a day', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, text));
    await apply(api, id);
    api.advance(25 * 3_600_000);
    expect((await undo(api, id)).json['type']).toBe('/docs#undo-over');
  });
});

describe('work on an import that is cut off', () => {
  it('is gone on with once the lease is over, and books nothing twice', async () => {
    let calls = 0;
    const api = await anApi();
    const { dependencies } = api;
    const cut: Api = await anApi({
      journeys: {
        ...dependencies.journeys,
        bookJourney: async (request) => {
          calls += 1;
          const nth = calls;
          const result = await dependencies.journeys.bookJourney(request);
          // The second one is booked, and whoever booked it never learns so.
          if (nth === 2) throw new Error('the process was killed');
          return result;
        },
      },
    });
    const rows = [1, 2, 3, 4].map((nth) =>
      row({ pnr: `QW${nth}`, name: `PAZ/EVA${nth}`, phone: `+54 9 11 5555 010${nth}` }),
    );
    const id = idOf(await importing(cut, fileOf(...rows)));
    expect((await apply(cut, id)).status).toBe(500);
    expect((await cut.south.ask('GET', `/imports/${id}`)).json).toMatchObject({
      state: 'applying',
      applied: { applied: 3, waiting: 1 },
    });
    // Somebody else may have it still.
    expect((await apply(cut, id)).json).toMatchObject({ state: 'applying' });
    cut.advance(3 * 60_000);
    expect((await apply(cut, id)).json).toMatchObject({
      state: 'applied',
      applied: { applied: 4 },
    });
    expect(await live(cut)).toHaveLength(4);
    expect(await booked(cut)).toHaveLength(4);
  });
});

describe('a large file', () => {
  const many = fileOf(
    ...Array.from({ length: 1_501 }, (_, nth) =>
      row({ pnr: `P${nth}`, name: `PAZ/EVA${nth}`, phone: '' }),
    ),
  );
  const workOn = (api: Api, workId: string) => async (): Promise<boolean> => {
    const [event] = (await api.emitted()).filter(({ type }) => type === 'ImportWorkRequested');
    if (event?.type !== 'ImportWorkRequested') throw new Error('nobody asked for the work');
    const intake = createImportIntake({
      ...importStores(api.store),
      flights: null,
      clock: api.dependencies.clock,
    });
    return intake({ ...event, id: workId });
  };

  it('is read behind the queue, while its progress is shown', async () => {
    const api = await anApi();
    const read = await importing(api, many);
    expect(read).toMatchObject({ status: 202, json: { state: 'reading', rowsRead: 0 } });
    expect((await apply(api, idOf(read))).json['type']).toBe('/docs#import-not-ready');
    expect(await workOn(api, 'one')()).toBe(true);
    expect((await api.south.ask('GET', `/imports/${idOf(read)}`)).json).toMatchObject({
      state: 'ready',
      rowsRead: 1_501,
      journeys: { new: 1_501 },
    });
  });

  it('is worked on by one at a time', async () => {
    const api = await anApi();
    await importing(api, many);
    const both = await Promise.all([workOn(api, 'one')(), workOn(api, 'two')()]);
    expect(both.sort()).toEqual([false, true]);
  });
});

describe('what is kept of an import', () => {
  it('is the agency’s alone, sealed, and for who may book', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, fileOf(row({ name: 'XIMENEZ/ELENA MRS' }))));
    for (const path of ['', '/journeys'])
      expect((await api.north.ask('GET', `/imports/${id}${path}`)).status).toBe(404);
    for (const path of ['apply', 'undo'])
      expect(
        (
          await api.north.ask(
            'POST',
            `/imports/${id}/${path}`,
            path === 'apply' ? { welcome: 'all' } : undefined,
          )
        ).status,
      ).toBe(404);
    expect((await api.north.ask('GET', '/imports')).json['items']).toEqual([]);
    expect(await api.tablesWith('XIMENEZ')).toEqual([]);
    expect(await api.tablesWith('55550100')).toEqual([]);
    const lucia = await signedIn(api, 'lucia');
    expect((await lucia.ask('GET', `/imports/${id}`)).status).toBe(200);
  });

  it('goes with a person who is erased', async () => {
    const api = await anApi();
    const id = idOf(
      await importing(api, fileOf(row(), row({ pnr: 'QW2', name: 'PAZ/EVA', phone: '' }))),
    );
    await apply(api, id);
    const { json } = await api.south.ask('GET', '/contacts?name=Ana');
    const [contact] = z.array(z.looseObject({ id: z.uuid() })).parse(json['items']);
    const erased = await api.south.ask('POST', `/contacts/${contact?.id}/erase`, {
      dryRun: false,
      withdraw: true,
    });
    expect(erased.status).toBe(200);
    expect((await journeysOf(api, id)).map(({ reference }) => reference)).toEqual(['QW2']);
    expect((await api.south.ask('GET', `/imports/${id}`)).json).toMatchObject({ file: null });
  });

  it('ends after two weeks', async () => {
    const api = await anApi();
    const id = idOf(await importing(api, fileOf(row())));
    await api.store.purge('2099-01-01T00:00:00.000Z');
    expect((await api.south.ask('GET', `/imports/${id}`)).status).toBe(404);
  });
});

it('understands the example of the documentation, and says what is wrong in it', async () => {
  const api = await anApi();
  const read = await importing(api, readFileSync('docs/examples/bookings.csv'));
  expect(read.json).toMatchObject({
    file: { dateOrder: 'dmy', asksDateOrder: false, missing: [] },
    journeys: { new: 3, refused: 3 },
  });
  const refused = await journeysOf(api, idOf(read), '&verdict=refused');
  expect(
    refused.flatMap(({ rows }) =>
      rows.flatMap(({ problems }) =>
        problems.map(({ code, suggestion }) => `${code} ${suggestion}`),
      ),
    ),
  ).toEqual([
    'phone_without_country +5491155550112',
    'bad_flight_number AR1684',
    'unknown_airport BRC',
  ]);
});

const file = fieldFile('agency-export.csv');
(file === null ? describe.skip : describe)('the export of an agency', () => {
  const week = 7 * 86_400_000;
  /** Its dates, moved by whole weeks to where they are still to come. */
  const moved = (text: string, now: string): string => {
    const weeks = Math.max(
      0,
      Math.ceil((Date.parse(now) + 86_400_000 - Date.parse('2026-11-29')) / week),
    );
    return text.replace(/\b20\d\d-\d\d-\d\d\b/g, (date) =>
      Number.isNaN(Date.parse(date))
        ? date
        : new Date(Date.parse(date) + weeks * week).toISOString().slice(0, 10),
    );
  };

  it('is 30 journeys, five refused with a suggestion; applied once, then nothing', async () => {
    const api = await anApi();
    const text = moved(file ?? '', api.dependencies.clock.now());
    const read = await importing(api, text);
    expect(read.json).toMatchObject({
      rowCount: 159,
      journeyCount: 30,
      journeys: { new: 25, refused: 5 },
      rows: { new: 154, refused: 5 },
    });
    const refused = await journeysOf(api, idOf(read), '&verdict=refused');
    expect(
      refused.flatMap(({ reference, rows }) =>
        rows.flatMap(({ problems }) => problems.map(({ code }) => `${reference} ${code}`)),
      ),
    ).toEqual([
      'TYP001 unknown_airport',
      'TYP002 bad_date',
      'TYP003 phone_without_country',
      'TYP004 bad_flight_number',
      'TYP005 departure_past',
    ]);
    for (const { rows } of refused)
      for (const { problems } of rows)
        for (const { suggestion } of problems) expect(suggestion).not.toBeNull();
    expect(await live(api)).toEqual([]);
    expect((await apply(api, idOf(read))).json).toMatchObject({ applied: { applied: 25 } });
    expect(await live(api)).toHaveLength(25);
    const again = await importing(api, text);
    expect(again.json).toMatchObject({
      journeys: { same: 25, refused: 5 },
      wouldSend: { all: 0 },
    });
    await apply(api, idOf(again), 'all');
    expect(await live(api)).toHaveLength(25);
    const accepted = await importing(api, text);
    const corrected = await api.south.ask('PATCH', `/imports/${idOf(accepted)}`, {
      acceptSuggestions: 'all',
    });
    // What is no date was not moved: what was probably meant is past by then.
    expect(corrected.json).toMatchObject({ journeys: { same: 25, new: 4, refused: 1 } });
  });
});
