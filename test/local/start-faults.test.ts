import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

/** `npm start` as its script runs it, without npm's own lines. */
async function start(environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
  const child = spawn(
    process.execPath,
    [tsx, '--import', './local/runtime/text-loader.mjs', 'local/main.ts', ...args],
    {
      env: { ...process.env, MESH_PORT: '0', MESH_AWS_PORT: '0', ...environment },
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // A start that succeeds where it must not would never end by itself.
  child.stdout.on('data', (chunk: Buffer) => chunk.toString().startsWith('ready') && child.kill());
  const [code] = await once(child, 'exit');
  return { code, output };
}

/** The last line that was printed: what the person reads. */
function sentence(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

function aFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'mesh-faults-'));
}

describe('npm start ends with one sentence and exit code 1', () => {
  it.each(['MESH_PORT', 'MESH_AWS_PORT'])('when the port of %s is taken', async (variable) => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;

    const { code, output } = await start({ [variable]: String(port), MESH_DATA_DIR: aFolder() });
    other.close();

    expect(code).toBe(1);
    expect(sentence(output)).toBe(
      `Port ${port} is taken by another program: stop that one, or choose another port, for example ${variable}=${port + 1} npm start.`,
    );
  });

  it('when the data folder cannot be written', async () => {
    const file = path.join(aFolder(), 'a-file');
    writeFileSync(file, '');

    const { code, output } = await start({ MESH_DATA_DIR: path.join(file, 'data') });

    expect(code).toBe(1);
    expect(sentence(output)).toContain(
      'cannot be written: give yourself the right to, or choose another one with MESH_DATA_DIR.',
    );
  });

  it.each([
    ['aws', 'snapshot.jsonl'],
    ['slack', 'snapshot.json'],
  ])('when the state of the %s stand-in is corrupt, and leaves %s as it was', async (which, name) => {
    const folder = aFolder();
    const file = path.join(folder, which, name);
    mkdirSync(path.dirname(file));
    writeFileSync(file, '{"half');

    const { code, output } = await start({ MESH_DATA_DIR: folder });

    expect(code).toBe(1);
    expect(sentence(output)).toMatch(/--reset|move it away to begin anew/);
    expect(sentence(output)).not.toMatch(/\bat .*:\d+/);
    expect(readFileSync(file, 'utf8')).toBe('{"half');
  });

  it('when the folder to be reset holds what is not ours', async () => {
    const folder = aFolder();
    writeFileSync(path.join(folder, 'thesis.txt'), 'mine');

    const { code, output } = await start({ MESH_DATA_DIR: folder }, ['--reset']);

    expect(code).toBe(1);
    expect(sentence(output)).toContain('thesis.txt');
    expect(existsSync(path.join(folder, 'thesis.txt'))).toBe(true);
    expect(readdirSync(folder)).toContain('thesis.txt');
  });

  it.each([
    [{ MESH_PORT: 'http' }, [], 'MESH_PORT is "http"'],
    [{}, ['--fast'], 'Unknown argument --fast'],
  ])('when it is told nonsense: %j %j', async (environment, args, words) => {
    const { code, output } = await start({ ...environment, MESH_DATA_DIR: aFolder() }, args);

    expect(code).toBe(1);
    expect(sentence(output)).toContain(words);
  });
});
