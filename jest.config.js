/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/\\.data/', '/cdk\\.out/'],
  modulePathIgnorePatterns: ['/\\.data/', '/cdk\\.out/'],
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, sourceMaps: 'inline' }],
    // Published as ES modules only, which Jest's CommonJS cannot load as they are.
    '/node_modules/(graphile-worker|jose|puppeteer-core|@puppeteer/browsers|temporal-polyfill|temporal-utils)/.+\\.js$': ['@swc/jest', { jsc: { target: 'es2023' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(graphile-worker|jose|puppeteer-core|@puppeteer/browsers|temporal-polyfill|temporal-utils)/)'],
  // One Postgres for all test files, started by the first that asks for it (shared/testing/postgres.ts).
  globalSetup: './shared/testing/postgres-setup.ts',
  globalTeardown: './shared/testing/postgres-teardown.ts',
  clearMocks: true,
  restoreMocks: true,
};
