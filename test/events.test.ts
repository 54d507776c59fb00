import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { catalogue, parseEvent } from '#shared/events/catalogue.ts';
import { eventDocs, exampleOf, jsonSchemaOf } from '../scripts/event-docs.ts';

const fixtures = 'shared/events/fixtures';
const fixtureOf = (name: string): unknown =>
  JSON.parse(readFileSync(`${fixtures}/${name}`, 'utf8'));

describe('the event catalogue', () => {
  it.each([...eventDocs()])('has %s as `npm run docs:events` writes it', (path, content) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : 'missing').toBe(content);
  });

  it('has no schema in docs/events of an event that is gone', () => {
    expect(
      readdirSync('docs/events').filter((name) => !eventDocs().has(`docs/events/${name}`)),
    ).toEqual([]);
  });

  it('names every event once', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
  });

  describe.each(catalogue.map((d) => [d.name, d] as const))('%s', (_, definition) => {
    it('says what it is, is said by somebody, and is heard by somebody', () => {
      expect(definition.description.length).toBeGreaterThan(10);
      expect(definition.producers.length).toBeGreaterThan(0);
      expect(definition.subscribers.length).toBeGreaterThan(0);
    });

    it('is a command of one agent alone where it is one', () => {
      const own = definition.subscribers.filter((name) =>
        definition.producers.some((party) => party === name),
      );
      if (own.length > 0)
        expect([definition.producers, definition.subscribers]).toEqual([own, own]);
    });

    it('has an example that its schema and its JSON Schema accept', () => {
      const event = exampleOf(definition);
      expect(parseEvent(event)).toMatchObject({
        type: definition.name,
        version: definition.version,
      });
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
        Object(jsonSchemaOf(definition)),
      );
      expect(validate(event)).toBe(true);
      expect(validate({ ...event, id: 'not an id', data: null })).toBe(false);
    });

    it('has a frozen fixture of its version', () => {
      expect(existsSync(`${fixtures}/${definition.name}.v${definition.version}.json`)).toBe(true);
    });
  });

  it.each(readdirSync(fixtures))('still reads the frozen event %s', (name) => {
    expect(parseEvent(fixtureOf(name))).toMatchObject({ type: name.split('.')[0] });
  });

  it('refuses an event of a version it does not know', () => {
    expect(() => parseEvent({ ...Object(fixtureOf('TripBooked.v1.json')), version: 99 })).toThrow(
      'unknown event TripBooked.v99',
    );
  });
});
