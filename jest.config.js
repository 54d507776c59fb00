/** Published as ES modules only, which Jest's CommonJS cannot load as they are. */
const esModules = [
  '@remix-run/headers',
  '@remix-run/multipart-parser',
  'graphile-worker',
  'jose',
  'puppeteer-core',
  '@puppeteer/browsers',
  'temporal-polyfill',
  'temporal-utils',
  'uuid',
].join('|');

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', '/cdk\\.out/', '/\\.cache/'],
  modulePathIgnorePatterns: ['/\\.data/', '/cdk\\.out/', '/\\.cache/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, sourceMaps: 'inline' },
    ],
    [`/node_modules/(${esModules})/.+\\.js$`]: ['@swc/jest', { jsc: { target: 'es2023' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules})/)`],
  // Generous, for a machine that is busy with other things: no test measures time.
  testTimeout: 30_000,
  // Jest leaves one core free by itself, which of two is half of them.
  maxWorkers: '100%',
  // One Postgres for all test files, started by the first that asks for it (shared/testing/postgres.ts).
  globalSetup: './shared/testing/postgres-setup.ts',
  globalTeardown: './shared/testing/postgres-teardown.ts',
  clearMocks: true,
  restoreMocks: true,
};
