import { readdirSync, readFileSync } from 'node:fs';
import { ClosingReason } from '#shared/domain/closing-reason.ts';
import { SilenceRule } from '#shared/domain/silence.ts';

const functions = ['api', 'bauhaus'].flatMap((schema) => {
  const folder = `supabase/schemas/functions/${schema}`;
  return readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
});

describe('the reasons for which tasks are closed', () => {
  it('have words also where the database closes them', () => {
    const named = functions.flatMap((text) =>
      [...text.matchAll(/closed_reason = '(\w+)'/g)].map(([, reason = '']) => reason),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((reason) => !ClosingReason.safeParse(reason).success)).toEqual([]);
  });
});

describe('the reasons for which the database sends nothing', () => {
  it('have words', () => {
    const named = functions.flatMap((text) => [
      ...[...text.matchAll(/error_message (?::=|=) '(\w+)'/g)].map(([, reason = '']) => reason),
      ...(text.includes('function bauhaus.suppression_reason(')
        ? [...text.matchAll(/then '(\w+)'/g)].map(([, reason = '']) => reason)
        : []),
    ]);
    expect(named.length).toBeGreaterThan(6);
    expect(named.filter((reason) => !SilenceRule.safeParse(reason).success)).toEqual([]);
  });
});
