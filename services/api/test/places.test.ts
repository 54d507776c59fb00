import fc from 'fast-check';
import { readPlacesCsv } from '../domain/places-csv.ts';
import { anApi, mistakes } from './harness.ts';

const tivoli = {
  name: 'Tivoli',
  type: 'attraction',
  city: 'Copenhagen',
  country: 'dk',
  address: 'Vesterbrogade 3',
  tags: ['children'],
};
const sendCsv = (
  api: Awaited<ReturnType<typeof anApi>>,
  file: string | Uint8Array<ArrayBuffer>,
  type = 'text/csv',
) =>
  api.send('POST', '/places/import', {
    headers: { authorization: `Bearer ${api.south.key}`, 'content-type': type },
    body: file,
  });

describe('the places of an agency', () => {
  it('are added, read, replaced and removed', async () => {
    const api = await anApi();
    const added = await api.south.ask('POST', '/places', tivoli);
    expect(added.status).toBe(201);
    expect(added.json).toMatchObject({ name: 'Tivoli', country: 'DK', openingHours: null });
    const path = String(added.headers.get('location'));
    expect((await api.south.ask('GET', path)).json).toEqual(added.json);
    expect(
      (await api.south.ask('PUT', path, { name: 'Tivoli Gardens', city: 'Copenhagen' })).json,
    ).toMatchObject({
      name: 'Tivoli Gardens',
      address: '',
    });
    expect((await api.south.ask('DELETE', path)).status).toBe(204);
    expect((await api.south.ask('DELETE', path)).status).toBe(404);
    expect((await api.south.ask('GET', path)).status).toBe(404);
  });

  it('are each there once', async () => {
    const api = await anApi();
    const { json } = await api.south.ask('POST', '/places', tivoli);
    const again = await api.south.ask('POST', '/places', { ...tivoli, name: 'TIVOLI' });
    expect([again.status, again.json['placeId']]).toEqual([409, json['id']]);
  });

  it('are nobody else’s', async () => {
    const api = await anApi();
    const { json } = await api.south.ask('POST', '/places', tivoli);
    for (const method of ['GET', 'DELETE'] as const)
      expect((await api.north.ask(method, `/places/${json['id']}`)).status).toBe(404);
    expect((await api.north.ask('PUT', `/places/${json['id']}`, tivoli)).status).toBe(404);
    expect((await api.north.ask('GET', '/places')).json['items']).toEqual([]);
  });

  it('say what is wrong with one, field by field', async () => {
    const api = await anApi();
    const answer = await api.south.ask('POST', '/places', {
      type: 'castle',
      city: 'Oslo',
      country: 'Norway',
      rating: 9,
      note: 'x',
    });
    expect(answer.status).toBe(422);
    expect(mistakes(answer).sort()).toEqual([
      '#/country invalid_format',
      '#/name required',
      '#/note unknown_field',
      '#/rating too_big',
      '#/type invalid_value',
    ]);
  });

  it('are listed page by page, and by city', async () => {
    const api = await anApi();
    for (const [name, city] of [
      ['A', 'Copenhagen'],
      ['B', 'Copenhagen'],
      ['C', 'Århus'],
    ])
      await api.south.ask('POST', '/places', { name, city });
    const first = await api.south.ask('GET', '/places?limit=2');
    expect(first.json['items']).toMatchObject([{ name: 'C' }, { name: 'A' }]);
    expect(
      (await api.south.ask('GET', `/places?limit=2&cursor=${first.json['next']}`)).json,
    ).toMatchObject({
      items: [{ name: 'B' }],
      next: null,
    });
    expect((await api.south.ask('GET', '/places?limit=3')).json['next']).toBeNull();
    expect((await api.south.ask('GET', '/places?city=arhus')).json['items']).toMatchObject([
      { name: 'C' },
    ]);
  });
});

describe('a file of places', () => {
  const file = [
    'Nombre;Ciudad;País;Tipo;Puntaje;Etiquetas;Horario;Notas internas',
    '"Café ""Norden""";Copenhague;DK;Restaurante;4,5;vista|postres;"lun a vie',
    '9 a 18";no se lee',
    ';Copenhague;DK;restaurant;;;;',
    'Tivoli;Copenhague;Dinamarca;castillo;11;;;',
    'Noma;Copenhague;;;;;;',
  ].join('\r\n');

  it('gives what can be used, and names what cannot by line and column', async () => {
    const api = await anApi();
    const answer = await sendCsv(api, `\uFEFF${file}`);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ imported: 2, duplicates: [] });
    expect(answer.json['errors']).toMatchObject([
      { line: 4, column: 'name', code: 'required' },
      { line: 5, column: 'type' },
      { line: 5, column: 'country' },
      { line: 5, column: 'rating' },
    ]);
    expect((await api.south.ask('GET', '/places')).json['items']).toMatchObject([
      {
        name: 'Café "Norden"',
        type: 'restaurant',
        rating: 4.5,
        tags: ['vista', 'postres'],
        openingHours: 'lun a vie 9 a 18',
        country: 'DK',
      },
      { name: 'Noma', type: 'other' },
    ]);
  });

  it('changes nothing the second time, and finds what it says twice', async () => {
    const api = await anApi();
    const twice = 'name,city\nTivoli,Copenhagen\nTÍVOLI,copenhagen\n';
    expect((await sendCsv(api, twice)).json).toMatchObject({
      imported: 1,
      duplicates: [{ line: 3 }],
    });
    expect((await sendCsv(api, twice)).json).toMatchObject({
      imported: 0,
      duplicates: [{ line: 2 }, { line: 3 }],
    });
  });

  it('is written by one call to the store, however many rows it has', async () => {
    const calls: string[] = [];
    const api = await anApi();
    const countingApi = await anApi({
      places: new Proxy(api.store.places, {
        get: (places, name, receiver) => {
          calls.push(String(name));
          return Reflect.get(places, name, receiver);
        },
      }),
    });
    const rows = Array.from({ length: 2_000 }, (_, n) => `Place ${n},Copenhagen`).join('\n');
    expect((await sendCsv(countingApi, `name,city\n${rows}`)).json).toMatchObject({
      imported: 2_000,
    });
    expect(calls).toEqual(['addAll']);
  });

  it.each([
    ['nothing', '', 'empty'],
    ['no names', 'city;country\nOslo;NO', 'missing_column'],
  ])('with %s is refused as a whole', async (_, text, code) => {
    expect((await sendCsv(await anApi(), text)).json).toMatchObject({
      imported: 0,
      errors: [{ line: 1, code }],
    });
  });

  it('in which a quotation never ends is refused, and the line is named where it begins', () => {
    const text = 'name,city\n"Ti\nvoli",Copenhagen\n"Noma,Copenhagen\nGeist,Copenhagen\n';
    expect(readPlacesCsv(text)).toMatchObject({
      rows: [],
      errors: [{ line: 4, column: null, code: 'open_quote' }],
    });
  });

  it('is taken as CSV only, and only so large', async () => {
    const api = await anApi();
    expect((await sendCsv(api, 'name,city', 'application/json')).status).toBe(415);
    expect((await sendCsv(api, `name,city\n${'x'.repeat(2_100_000)}`)).status).toBe(413);
    expect(
      (
        await api.send('POST', '/places/import', {
          headers: { 'content-type': 'text/csv' },
          body: 'name,city',
        })
      ).status,
    ).toBe(401);
  });

  const names = (text: string) =>
    readPlacesCsv(text).rows.map(({ line, value }) => [line, value.name]);

  it('has a line above the header that names the separator', () => {
    const text = '\uFEFFsep=;\r\nnombre;ciudad;calificacion\r\nCafé, Uno;Bogotá;4,5\r\n';
    expect(readPlacesCsv(text)).toMatchObject({
      rows: [{ line: 3, value: { name: 'Café, Uno', city: 'Bogotá', rating: 4.5 } }],
      errors: [],
    });
    expect(names('"sep=|"\nname|city\nA|B\n')).toEqual([[3, 'A']]);
  });

  it.each(['\r', '\n', '\r\n'])('has lines that end by %j, and empty rows at its end', (end) => {
    const text = ['name,city,tags', 'A,X,"a;b;c;d"', '', '"B', 'b","X ",', ',,', ',,,,', ''].join(
      end,
    );
    expect(readPlacesCsv(text)).toMatchObject({
      rows: [
        { line: 2, value: { name: 'A', tags: ['a', 'b', 'c', 'd'] } },
        { line: 4, value: { name: 'B b', city: 'X' } },
      ],
      errors: [],
    });
  });

  it('has more commas in its header than the semicolons that separate it', () => {
    expect(names('Nombre;Ciudad;Notas, avisos, y más\nA;B;c\n')).toEqual([[2, 'A']]);
  });

  it('has quotation marks inside cells that nobody quoted', () => {
    expect(names('name,city\nCafé "Norden",X\n"A", "X"\n')).toEqual([
      [2, 'Café "Norden"'],
      [3, 'A'],
    ]);
  });

  it('is read in the code page of Windows where it is not UTF-8', async () => {
    const api = await anApi();
    const text = 'nombre;ciudad\r\nCafé “Güell”;Bogotá\r\n';
    const codePage: Readonly<Record<string, number>> = { '“': 0x93, '”': 0x94 };
    const bytes = Uint8Array.from(text, (letter) => codePage[letter] ?? letter.charCodeAt(0));
    expect((await sendCsv(api, bytes)).json).toMatchObject({ imported: 1, errors: [] });
    expect((await api.south.ask('GET', '/places')).json['items']).toMatchObject([
      { name: 'Café “Güell”', city: 'Bogotá' },
    ]);
  });

  it('in UTF-8 that was damaged is refused', async () => {
    const bytes = new Uint8Array([...Buffer.from('name,city\nCafé,Bogotá'), 0xc3]);
    expect((await sendCsv(await anApi(), bytes)).status).toBe(400);
  });

  it('keeps a line of separators inside of quotation marks', () => {
    const { rows } = readPlacesCsv('name;city;notes\nA;X;"b\n;;\nc"\n;;\nD;X;\n;;\n;;\n');
    expect(rows).toMatchObject([
      { line: 2, value: { description: 'b ;; c' } },
      { line: 6, value: { name: 'D' } },
    ]);
  });

  it('has so many rows and no more, the empty ones between others among them', () => {
    const gaps = readPlacesCsv(`name,city\n${',\n'.repeat(2_000)}A,X`);
    expect(gaps).toMatchObject({ rows: [], errors: [{ line: 2_002, code: 'too_many_rows' }] });

    const rows = Array.from({ length: 2_010 }, (_, n) => `N${n},X`).join('\n');
    const { rows: firstRows, errors } = readPlacesCsv(`name,city\n${rows}`);
    expect(firstRows).toHaveLength(2_000);
    expect(errors).toMatchObject([{ line: 2_002, code: 'too_many_rows' }]);
  });

  it.each([
    ['blanks in a cell', `name,city\n"a${' '.repeat(200_000)}b",X`],
    ['blanks and line breaks in a cell', `name,city\n"a${' \n'.repeat(100_000)} b",X`],
    ['rows of one field', `name,city\n${'a\n'.repeat(200_000)}`],
    ['rows of nothing', `name,city\n${',,\n'.repeat(200_000)}`],
    ['rows of nothing before the last', `name,city\n${',,\n'.repeat(200_000)}A,X`],
    ['quotation marks', `name,city\n${'"'.repeat(200_000)}`],
  ])('is read in a moment although it is full of %s', (_, text) => {
    const { rows, errors } = readPlacesCsv(text);
    expect(rows.length + errors.length).toBeLessThan(2_300);
  });

  const cell = fc
    .stringMatching(/^[^\0\r]{0,12}$/)
    .filter((text) => text.trim() === text && !/\p{Cc}/u.test(text.replaceAll('\n', '')));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

  it('keeps every cell that is quoted, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(',', ';', '\t'),
        (cells, separator) => {
          const rows = cells.map(([name, notes], index) => [
            `N${index}${name.replaceAll('\n', ' ').trim()}`.trim(),
            notes,
          ]);
          const text = [
            ['name', 'city', 'description'].join(separator),
            ...rows.map(([name = '', notes = '']) =>
              [quoted(name), 'X', quoted(notes)].join(separator),
            ),
          ].join('\n');
          const result = readPlacesCsv(text);
          expect(result.errors).toEqual([]);
          expect(result.rows.map(({ value }) => value.description)).toEqual(
            rows.map(([, notes = '']) => notes.replace(/\s*\n\s*/g, ' ').trim()),
          );
        },
      ),
    );
  });

  it('never throws, and answers every line or says why not', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { rows, errors } = readPlacesCsv(`name,city\n${text}`);
        for (const { line } of [...rows, ...errors]) expect(line).toBeGreaterThan(0);
      }),
    );
  });
});
