import { readFileSync } from 'node:fs';
import { reportNames, reports } from '#shared/domain/reports.ts';
import { csvOf } from '../domain/csv-rows.ts';
import { anApi, mistakes } from './harness.ts';
import { tripWithTask } from './trip-with-task.ts';

describe('GET /reports', () => {
  it.each(reportNames)(
    'answers %s as JSON and as a file, of this month by default',
    async (name) => {
      const { south } = await anApi();
      const { status, json } = await south.ask('GET', `/reports/${name}`);
      expect([status, json['zone'], json['items']]).toEqual([200, 'UTC', []]);
      expect(String(json['from'])).toMatch(/-01$/);
      const file = await south.ask(
        'GET',
        `/reports/${name}?format=csv&from=2027-03-01&to=2027-03-02`,
      );
      expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(file.headers.get('content-disposition')).toContain(
        `${name}-2027-03-01-2027-03-02.csv`,
      );
      const columns = Object.keys(reports[name].row.shape).join();
      expect(file.text.replace('\uFEFF', '')).toBe(`${columns}\r\n`);
    },
  );

  it('counts an incident in the zone of the agency, and of no other agency', async () => {
    const api = await anApi();
    await tripWithTask(api);
    const { json: agency } = await api.south.ask('GET', '/agency');
    const etag = { 'if-match': `"${agency['revision']}"` };
    await api.south.ask('PATCH', '/agency', { zone: 'America/Bogota' }, etag);
    const { json } = await api.south.ask('GET', '/reports/incidents');
    expect(json).toMatchObject({
      zone: 'America/Bogota',
      items: [{ carrier: 'BA', incidents: 1, unreached: 0 }],
    });
    const file = await api.south.ask('GET', '/reports/incidents?format=csv');
    expect(file.text).toContain('\r\nBA,1,');
    expect((await api.north.ask('GET', '/reports/incidents')).json['items']).toEqual([]);
  });

  it('names what is wrong with the days', async () => {
    const { south } = await anApi();
    const mistakesOf = async (query: string) =>
      mistakes(await south.ask('GET', `/reports/news?${query}`));
    expect(await mistakesOf('from=2027-03-02&to=2027-03-01')).toEqual(['from after_to']);
    expect(await mistakesOf('from=2026-03-01&to=2027-03-02')).toEqual(['from too_long']);
    expect(await mistakesOf('from=yesterday')).toEqual(['from invalid_format']);
    expect(await mistakesOf('to=2027-02-30')).toEqual(['to invalid_format']);
    expect(await mistakesOf('format=xml')).toEqual(['format invalid_value']);
    expect((await south.ask('GET', '/reports/nothing')).status).toBe(404);
  });

  it('is explained column by column on a page', () => {
    const page = readFileSync('docs/reports.md', 'utf8');
    for (const name of reportNames) {
      expect(page).toContain(`## \`${name}\``);
      for (const column of Object.keys(reports[name].row.shape))
        expect(page).toContain(`\`${column}\``);
    }
  });
});

describe('a file of rows', () => {
  it('quotes what needs it, and lets no spreadsheet run a cell', () => {
    expect(
      csvOf(
        ['a', 'b'],
        [
          { a: '=1+1', b: 'x,"y"' },
          { a: null, b: -1 },
        ],
      ),
    ).toBe('\uFEFFa,b\r\n\'=1+1,"x,""y"""\r\n,-1\r\n');
  });
});
