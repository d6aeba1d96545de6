/** Tests run as CommonJS through swc: no experimental flags, and `.mustache` files arrive as text, as they do in the bundles. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.mustache$': '<rootDir>/test/support/text-transform.cjs',
    '\\.[cm]?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(@aws-sdk/credential-providers|p-map|listr2|cli-truncate|cli-cursor|restore-cursor|log-update|ansi-escapes|slice-ansi|string-width|strip-ansi|ansi-regex|ansi-styles|wrap-ansi|is-fullwidth-code-point|get-east-asian-width|onetime|mimic-function|environment|eventemitter3|colorette|rfdc)/)',
  ],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  testTimeout: 120_000 * Number(process.env['MESH_TEST_PATIENCE'] ?? 1),
  forceExit: false,
};
