import { z } from 'zod';
import { templates } from '#shared/templates/catalogue.ts';
import { anApi } from './harness.ts';

const Listed = z.object({
  items: z.array(
    z.looseObject({ name: z.string(), text: z.string(), isUsable: z.boolean().nullable() }),
  ),
});

describe('the templates', () => {
  it('are all there, as a traveller reads them', async () => {
    const api = await anApi();
    const { items } = Listed.parse((await api.south.ask('GET', '/templates')).json);
    expect(items).toHaveLength(templates.length);
    expect(new Set(items.map(({ name }) => name)).size).toBe(items.length);
    expect(items.filter(({ text }) => text.includes('{{'))).toEqual([]);
    expect(items.every(({ isUsable }) => isUsable === null)).toBe(true);
    expect((await api.send('GET', '/templates')).status).toBe(401);
  });

  it('say which of them WhatsApp does not take from the number of the agency', async () => {
    const asked: string[] = [];
    const api = await anApi({
      templateStates: {
        unusable: (sender) => {
          asked.push(sender);
          return ['bh_boarding_gate_v1_es'];
        },
      },
    });
    const { items } = Listed.parse((await api.south.ask('GET', '/templates')).json);
    expect(asked).toEqual([api.south.sender]);
    expect(items.filter(({ isUsable }) => isUsable === false)).toMatchObject([
      { name: 'bh_boarding_gate_v1_es', type: 'boarding', locale: 'es' },
    ]);
  });
});
