import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { commandLineWords } from '../../src/cli/command-line-words.ts';
import { runCli } from './run-cli.ts';

/** Verbs that sentences of the engine name, as people type them in Slack. */
function verbsOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(path.join(folder, name), 'utf8').matchAll(/`\/mesh ([a-z-]+)/g)])
    .map(([, verb = '']) => verb);
}

describe('what the engine says, at a shell', () => {
  it.each([
    ['Check the name with `/mesh find`.', 'Check the name with `data-mesh-cli list-products`.'],
    [
      'Your team already has this: `/mesh status a1`. Nothing was changed.',
      'Your team already has this: `data-mesh-cli get-subscription --subscription-id a1`. Nothing was changed.',
    ],
    ['Try `/mesh nudge a1`.', 'Try `/mesh nudge a1` in Slack.'],
    ['No command at all.', 'No command at all.'],
  ])('%s', (said, words) => {
    expect(commandLineWords(said)).toBe(words);
  });

  it.each([...new Set(verbsOf('src/mesh'))])('names a command that there is for /mesh %s', async (verb) => {
    const [, words = ''] = /data-mesh-cli ([a-z -]+)`/.exec(commandLineWords(`\`/mesh ${verb}\``)) ?? [];

    const help = await runCli([...words.split(' '), '--help']);

    expect(words).not.toBe('');
    expect({ code: help.code, err: help.err }).toEqual({ code: 0, err: '' });
    expect(help.out).toContain('Example:');
  });
});
