import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClock } from '../../../local/clock.ts';
import {
  createLambdaFunction,
  type FunctionOptions,
  type LambdaFunction,
} from '../../../local/runtime/lambda-function.ts';

const running: LambdaFunction[] = [];
afterEach(() => {
  for (const each of running.splice(0)) {
    each.stop();
  }
});

/** A function whose bundle is this text. */
function aFunction(
  source: string,
  options: Partial<FunctionOptions> = {},
): { target: LambdaFunction; output: () => string } {
  const directory = mkdtempSync(path.join(tmpdir(), 'mesh-function-'));
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'index.cjs'), source);
  const clock = options.clock ?? createClock();
  let output = '';
  const target = createLambdaFunction({
    name: 'a-function',
    directory,
    variables: { AWS_REGION: 'us-east-1', GREETING: 'hello' },
    memoryMb: 128,
    timeoutMs: 5000,
    concurrency: 1,
    clock,
    credentials: async () => ({
      accessKeyId: 'ASIA1',
      secretAccessKey: 's',
      sessionToken: 't',
      expiresAt: clock.now() + 3_600_000,
    }),
    onOutput: (text) => (output += text),
    ...options,
  });
  running.push(target);
  return { target, output: () => output };
}

describe('a function under the Runtime API', () => {
  it('gets event, context, environment and credentials, and keeps its state while it is warm', async () => {
    const { target } = aFunction(`
      let calls = 0;
      exports.handler = async (event, context) => ({
        calls: ++calls, event, greeting: process.env.GREETING, key: process.env.AWS_ACCESS_KEY_ID, arn: context.invokedFunctionArn,
        remaining: context.getRemainingTimeInMillis() > 0, secrets: Object.keys(process.env).filter((name) => name.startsWith('npm_')),
      });`);

    const first = await target.invoke({ a: 'é🚀' });
    const second = await target.invoke({ a: 2 });

    expect(first).toMatchObject({
      calls: 1,
      event: { a: 'é🚀' },
      greeting: 'hello',
      key: 'ASIA1',
      remaining: true,
      secrets: [],
    });
    expect(second).toMatchObject({ calls: 2 });
  });

  it('answers with the error that the handler threw, and stays usable', async () => {
    const { target } = aFunction(
      `exports.handler = async (event) => { if (event.bad) throw new TypeError('not today'); return 'fine'; };`,
    );

    await expect(target.invoke({ bad: true })).rejects.toThrow('not today');
    expect(await target.invoke({})).toBe('fine');
  });

  it('is stopped at its timeout, and the next event finds a new environment', async () => {
    const { target, output } = aFunction(
      `let calls = 0; exports.handler = async (event) => { calls += 1; if (event.hang) await new Promise(() => setInterval(() => {}, 1000)); return calls; };`,
      { timeoutMs: 700 },
    );
    await target.invoke({});

    await expect(target.invoke({ hang: true })).rejects.toThrow('was stopped');

    expect(output()).toContain('Task timed out after 0.7 seconds');
    expect(await target.invoke({})).toBe(1);
  });

  it('reports a bundle that cannot be loaded', async () => {
    const { target } = aFunction(`throw new Error('no configuration');`);

    await expect(target.invoke({})).rejects.toThrow('could not start: no configuration');
  });

  it('refuses a handler with a callback, as newer runtimes do', async () => {
    const { target } = aFunction(`exports.handler = (event, context, callback) => callback(null, 1);`);

    await expect(target.invoke({})).rejects.toThrow('CallbackHandlerDeprecated');
  });

  it('rejects the event under way when its process is killed, and starts anew', async () => {
    const { target } = aFunction(
      `exports.handler = async (event) => event.wait ? new Promise((resolve) => setTimeout(resolve, 3000)) : process.pid;`,
    );
    const before = await target.invoke({});
    const waiting = target.invoke({ wait: true });

    target.kill();

    await expect(waiting).rejects.toThrow();
    expect(await target.invoke({})).not.toBe(before);
  });

  it('follows the virtual clock, and replaces an environment whose credentials ran out', async () => {
    const clock = createClock();
    const { target } = aFunction(
      `exports.handler = async () => ({ now: Date.now(), made: new Date().getTime(), pid: process.pid, fixed: new Date(0).getTime() });`,
      { clock },
    );
    const before = Object(await target.invoke({}));

    clock.advance(86_400);
    const after = Object(await target.invoke({}));

    expect(after.now - before.now).toBeGreaterThan(86_000_000);
    expect(after.made - before.made).toBeGreaterThan(86_000_000);
    expect(after.fixed).toBe(0);
    expect(after.pid).not.toBe(before.pid);
  });

  it('runs no more environments side by side than it may', async () => {
    const { target } = aFunction(
      `let busy = 0; exports.handler = async () => { busy += 1; await new Promise((r) => setTimeout(r, 80)); const seen = busy; busy -= 1; return [process.pid, seen]; };`,
      { concurrency: 2 },
    );

    const answers = await Promise.all(Array.from({ length: 6 }, () => target.invoke({})));

    const pairs = answers.map((answer) => [...Object(answer)]);
    expect(new Set(pairs.map(([pid]) => pid)).size).toBeLessThanOrEqual(2);
    expect(pairs.every(([, seen]) => seen === 1)).toBe(true);
  });
});
