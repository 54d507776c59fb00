import fc from 'fast-check';
import { KnowledgeInput } from '#shared/domain/knowledge.ts';
import { knowledgeCsv, readKnowledgeCsv } from '../domain/knowledge-csv.ts';
import { type Api, anApi, mistakes } from './harness.ts';

const pets = {
  question: '¿Puedo viajar con mi mascota?',
  answers: { es: 'Hasta 8 kg, en cabina.' },
};
const add = async (api: Api, entry: unknown): Promise<string> =>
  String((await api.south.ask('POST', '/knowledge', entry)).json['id']);
const sendCsv = (api: Api, body: string) =>
  api.south.ask('POST', '/knowledge/import', body, { 'content-type': 'text/csv' });

describe('what an agency answers', () => {
  it('is written, read, replaced and removed', async () => {
    const api = await anApi();
    const made = await api.south.ask('POST', '/knowledge', { ...pets, airline: 'ar' });
    const id = String(made.json['id']);
    expect([made.status, made.headers.get('location')]).toEqual([201, `/knowledge/${id}`]);
    expect((await api.south.ask('GET', `/knowledge/${id}`)).json).toEqual({
      id,
      ...pets,
      airline: 'AR',
      destination: null,
      hotel: null,
    });
    const other = await add(api, pets);
    const twin = await api.south.ask('PUT', `/knowledge/${other}`, { ...pets, airline: 'AR' });
    expect([twin.status, twin.json['entryId']]).toEqual([409, id]);
    const list = await api.south.ask('GET', '/knowledge?limit=1');
    const next = await api.south.ask('GET', `/knowledge?limit=1&cursor=${list.json['next']}`);
    expect([list.json['items'], next.json['items']].flat()).toHaveLength(2);
    expect(next.json['next']).toBeNull();
    expect((await api.south.ask('DELETE', `/knowledge/${id}`)).status).toBe(204);
    expect((await api.south.ask('GET', `/knowledge/${id}`)).status).toBe(404);
    const audit = await api.south.ask('GET', '/audit?objectKind=knowledge');
    expect(audit.json['items']).toMatchObject([
      { action: 'knowledge.delete' },
      { action: 'knowledge.insert' },
      { action: 'knowledge.insert' },
    ]);
  });

  it('is refused by place where it is no answer, or has a secret number', async () => {
    const api = await anApi();
    const refused = async (entry: unknown) =>
      mistakes(await api.south.ask('POST', '/knowledge', entry));
    expect(await refused({ question: 'Visa?', answers: {} })).toEqual(['#/answers required']);
    expect(await refused({ question: '', answers: { fr: 'Oui' } })).toEqual([
      '#/question too_small',
      '#/answers/fr unknown_field',
      '#/answers required',
    ]);
    expect(
      await refused({ question: 'Pagos', answers: { es: 'A la tarjeta 4111 1111 1111 1111' } }),
    ).toEqual(['#/answers/es secret_number']);
  });

  it('is no other agency’s', async () => {
    const api = await anApi();
    const id = await add(api, pets);
    expect((await api.north.ask('GET', '/knowledge')).json['items']).toEqual([]);
    for (const [method, body] of [['GET'], ['PUT', pets], ['DELETE']] as const)
      expect((await api.north.ask(method, `/knowledge/${id}`, body)).status).toBe(404);
  });

  it('is tried out by asking as a traveller would', async () => {
    const api = await anApi();
    await add(api, pets);
    const ask = async (text: string) =>
      (await api.south.ask('GET', `/knowledge/search?text=${encodeURIComponent(text)}`)).json;
    expect(await ask('¿puedo llevar mi perro?')).toMatchObject({
      items: [{ answers: true, answer: { language: 'es', text: pets.answers.es } }],
    });
    expect(await ask('¿dónde hay un museo?')).toEqual({ items: [] });
  });

  it('comes from a file row by row, and goes to one that can be read again', async () => {
    const api = await anApi();
    const file =
      'Pregunta;Respuesta;Resposta;Aerolínea;Hotel\n' +
      '¿Mascotas?;"Sí, hasta 8 kg.\nAvisanos.";Sim;AR;\n' +
      '¿Pileta?;;;;Hotel Sur\n' +
      'mascotas;No;;ar;\n';
    const first = await sendCsv(api, file);
    expect(first.json).toMatchObject({
      imported: 1,
      duplicates: [{ line: 5 }],
      errors: [{ line: 4, column: 'answers', code: 'required' }],
    });
    const exported = await api.south.ask('GET', '/knowledge/export');
    expect(exported.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(exported.text).toBe(
      'question,answer_es,answer_en,answer_pt,airline,destination,hotel\r\n' +
        '"¿Mascotas?","Sí, hasta 8 kg.\nAvisanos.","","Sim","AR","",""\r\n',
    );
    expect((await sendCsv(api, exported.text)).json).toMatchObject({
      imported: 0,
      duplicates: [{ line: 2 }],
      errors: [],
    });
  });

  it('are all written, however many there are', async () => {
    const api = await anApi();
    const rows = Array.from({ length: 501 }, (_, n) => `"Question number ${n}?","Answer ${n}"`);
    await sendCsv(api, ['question,answer_en', ...rows].join('\n'));
    const exported = await api.south.ask('GET', '/knowledge/export');
    expect(exported.text.split('\r\n').filter((line) => line.includes('Answer'))).toHaveLength(501);
  });

  const word = fc.stringMatching(/^[ -~áñ€"';,=+@-]{1,20}$/).filter((text) => text.trim() === text);
  it('is the same after it went to a file and back, and no cell is a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 6 }), (pairs) => {
        const entries = pairs.flatMap(([question, es]) => {
          const parsed = KnowledgeInput.safeParse({ question, answers: { es } });
          return parsed.success && !question.startsWith("'") && !es.startsWith("'")
            ? [{ ...parsed.data, id: '00000000-0000-4000-8000-000000000001' }]
            : [];
        });
        const file = knowledgeCsv(entries);
        expect(readKnowledgeCsv(file).rows.map(({ value }) => value)).toEqual(
          entries.map(({ id: _, ...entry }) => entry),
        );
        expect(file).not.toMatch(/(?:^|,|\n)"[=+@-]/);
      }),
    );
  });
});
