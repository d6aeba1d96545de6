import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** `npm test`: jest, and a last line that says how many tests passed and failed, taken from jest's own result. */
const folder = mkdtempSync(path.join(tmpdir(), 'mesh-test-'));
const resultFile = path.join(folder, 'result.json');
const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');

/** `npm run test:deep` tries what `npm test` samples. */
const deep = process.argv.includes('--deep');
const flags = process.argv.slice(2).filter((flag) => flag !== '--deep');

const child = spawn(
  process.execPath,
  [jest, '--forceExit', '--json', `--outputFile=${resultFile}`, ...flags],
  {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      ...(deep ? { MESH_TEST_DEEP: '1' } : {}),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      // The SDK's credential providers load one another with import(), which jest's sandbox allows only with this flag.
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules --no-warnings`.trim(),
    },
  },
);

child.on('exit', (code) => {
  if (!existsSync(resultFile)) {
    console.log('0 passed, 1 failed');
    process.exit(code ?? 1);
  }
  const result: {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numRuntimeErrorTestSuites: number;
  } = JSON.parse(readFileSync(resultFile, 'utf8'));
  rmSync(folder, { recursive: true });
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  const skipped = result.numPendingTests > 0 ? `, ${result.numPendingTests} skipped` : '';
  console.log(`${result.numPassedTests} passed, ${failed} failed${skipped}`);
  process.exit(failed > 0 ? 1 : (code ?? 1));
});
