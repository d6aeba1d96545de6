/** Lets plain Node import `.mustache` files as text, as esbuild and jest do: `node --import ./local/runtime/text-loader.mjs`. */
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  register(import.meta.url);
}

export async function load(url, context, nextLoad) {
  if (!url.split('?')[0].endsWith('.mustache')) {
    return nextLoad(url, context);
  }
  const text = await readFile(fileURLToPath(url.split('?')[0]), 'utf8');
  return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
}
