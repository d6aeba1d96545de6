import { mkdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { loadTime } from './load-time.ts';
import { slackStubs } from './slack-stubs.ts';

/** The functions, and the size in bytes (minified) that each bundle must stay under. */
export const FUNCTIONS = {
  slack: 200 * 1024,
  fulfilment: 1800 * 1024,
  notification: 1000 * 1024,
  delivery: 1000 * 1024,
  housekeeping: 1000 * 1024,
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

/** Must not be found in the public function's bundle: they would mean that a stub was missed. */
const FORBIDDEN_IN_SLACK = ['iconv-lite', 'undici', 'node_modules/express/', '@aws-sdk/client-'];

export interface Bundle {
  readonly name: FunctionName;
  readonly file: string;
  readonly bytes: number;
  readonly gzipped: number;
}

/** Bundles every function into `dist/<name>/index.cjs`. Throws when a budget is exceeded or a stub no longer fits. */
export async function bundle(
  root: string,
  outDirectory = path.join(root, 'dist'),
): Promise<readonly Bundle[]> {
  await mkdir(outDirectory, { recursive: true });
  return Promise.all(
    Object.keys(FUNCTIONS)
      .filter(isFunctionName)
      .map((name) => bundleOne(root, outDirectory, name)),
  );
}

async function bundleOne(root: string, outDirectory: string, name: FunctionName): Promise<Bundle> {
  const file = path.join(outDirectory, name, 'index.cjs');
  const making = path.join(outDirectory, `.making-${process.pid}`, name);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`src/app/${name}-function.ts`],
    outfile: path.join(making, 'index.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    loader: { '.mustache': 'text' },
    minify: true,
    keepNames: name !== 'slack', // the public function logs codes, and every kilobyte is start-up
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
    plugins: name === 'slack' ? [slackStubs(root)] : [],
  });
  const text = await readFile(path.join(making, 'index.cjs'));
  const inputs = Object.keys(metafile.inputs);
  const found =
    name === 'slack' ? FORBIDDEN_IN_SLACK.filter((part) => inputs.some((input) => input.includes(part))) : [];
  if (found.length > 0) {
    throw new Error(
      `The slack bundle contains ${found.join(', ')}: find out who imports it, or stub it in infra/bundle.ts.`,
    );
  }
  if (text.length > FUNCTIONS[name]) {
    const allowed = Math.round(FUNCTIONS[name] / 1024);
    throw new Error(
      `dist/${name} is ${Math.round(text.length / 1024)} KB, over its budget of ${allowed} KB.`,
    );
  }
  // Put in place whole: another process may be running from this folder.
  await mkdir(path.dirname(file), { recursive: true });
  for (const made of ['index.cjs.map', 'index.cjs']) {
    await rename(path.join(making, made), path.join(path.dirname(file), made));
  }
  await rm(making, { recursive: true });
  await rmdir(path.dirname(making)).catch(() => undefined); // the last one to finish empties it
  return { name, file, bytes: text.length, gzipped: gzipSync(text).length };
}

function isFunctionName(name: string): name is FunctionName {
  return name in FUNCTIONS;
}

async function main(): Promise<void> {
  for (const { name, file, bytes, gzipped } of await bundle(process.cwd())) {
    const sizes = `${Math.round(bytes / 1024)} KB, ${Math.round(gzipped / 1024)} KB gzipped`;
    console.log(`dist/${name}/index.cjs  ${sizes}, loads in ${Math.round(await loadTime(file))} ms`);
  }
}

if (process.argv[1]?.endsWith('bundle.ts')) {
  void main(); // not awaited at the top: tests load this file as CommonJS
}
