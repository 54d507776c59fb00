import { z } from 'zod';
import { settingKeys, settingSchemas } from '#shared/domain/settings.ts';
import { fieldsOfSettings } from '../setting-fields.ts';
import { anApi } from './harness.ts';

/** The paths of values within something. */
const pathsIn = (value: unknown, path: string): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => pathsIn(inner, `${path}.${name}`))
    : [path];

describe('the fields of the settings', () => {
  it('are all of them, with the defaults of their schemas', () => {
    const all = settingKeys.flatMap((key) => pathsIn(settingSchemas[key].parse({}), key));
    expect(
      fieldsOfSettings()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(all.toSorted());
    for (const { name, usual } of fieldsOfSettings()) {
      const [key = '', ...path] = name.split('.');
      const defaults = z
        .record(z.string(), z.unknown())
        .parse(Reflect.get(settingSchemas, key).parse({}));
      expect(path.reduce<unknown>((value, part) => Object(value)[part], defaults)).toBe(usual);
    }
  });

  it('have one place for the value in each language, but for switches', () =>
    expect(
      fieldsOfSettings().filter(({ kind, words }) =>
        Object.values(words).some(
          (sentence) => sentence.split('_').length !== (kind === 'switch' ? 1 : 2),
        ),
      ),
    ).toEqual([]));

  it('say how they are entered, to whoever may read', async () => {
    const api = await anApi();
    const { items } = z
      .object({ items: z.array(z.looseObject({ name: z.string() })) })
      .parse((await api.south.ask('GET', '/settings/fields')).json);
    const field = (wanted: string) => items.find(({ name }) => name === wanted);
    expect(field('quiet_hours.start')).toMatchObject({
      ...{ kind: 'time', usual: '20:00', group: 'night', least: null, options: [] },
    });
    expect(field('notification_preferences.boarding_lead_minutes')).toMatchObject({
      ...{ kind: 'integer', usual: 35, least: 10, most: 180 },
    });
    expect(field('notification_preferences.voseo')).toMatchObject({
      kind: 'choice',
      options: [{ value: 'by_number', words: { en: 'by their number' } }, {}, {}],
    });
    expect((await api.send('GET', '/settings/fields')).status).toBe(401);
  });
});
