import { readFileSync } from 'node:fs';
import { ConfigurationError } from '#shared/errors.ts';
import { assertInstalled } from '#shared/installed-version.ts';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('a file that uses undocumented parts of a package', () => {
  it('is content with the version it was written for', () => {
    expect(() => assertInstalled('pg', dependencies.pg, 'a-file.ts')).not.toThrow();
  });

  it('refuses any other, and says which file has to be looked through', () => {
    const start = () => assertInstalled('pg', '8.0.0', 'a-file.ts');
    expect(start).toThrow(ConfigurationError);
    expect(start).toThrow(`pg ${dependencies.pg} is installed, but a-file.ts uses`);
  });
});
