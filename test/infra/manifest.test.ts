import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import * as z from 'zod';
import { MANIFEST, manifestFaults, manifestFor } from '../../infra/manifest.ts';
import { readManifest } from '../../local/slack/manifest.ts';

jest.setTimeout(120_000); // two cores may be busy with other suites

const HOST = 'abc123.execute-api.us-east-1.amazonaws.com';
const template = readFileSync(MANIFEST, 'utf8');
const Manifest = z.looseObject({
  display_information: z.looseObject({}),
  features: z.looseObject({
    shortcuts: z.array(z.looseObject({})),
    slash_commands: z.array(z.looseObject({})),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});
const manifest = Manifest.parse(JSON.parse(manifestFor(`https://${HOST}`, template)));

it('puts the URL of the stack into every place where Slack calls the app', () => {
  const text = JSON.stringify(manifest);

  expect(text).not.toContain('HOST');
  expect(text.match(/https:\/\/[^"]+/g)?.every((url) => url.startsWith(`https://${HOST}/slack/`))).toBe(true);
  expect(text).toContain(`"request_url":"https://${HOST}/slack/events"`);
});

it('is the file that the Slack stand-in reads, and both read it alike', () => {
  expect(() => readManifest(manifest)).not.toThrow();
  expect(readManifest(manifest).oauth_config.scopes.bot).toEqual(manifest.oauth_config.scopes.bot);
});

it.each([
  ['a name of 36 characters', { display_information: { name: 'x'.repeat(36) } }, /display_information\/name/],
  [
    'a description of 141',
    { display_information: { name: 'Mesh', description: 'x'.repeat(141) } },
    /description/,
  ],
  [
    'a long description that is short',
    { display_information: { name: 'Mesh', long_description: 'x' } },
    /long_description/,
  ],
  [
    'a shortcut name of 25',
    {
      features: {
        ...manifest.features,
        shortcuts: [{ ...manifest.features.shortcuts[0], name: 'x'.repeat(25) }],
      },
    },
    /shortcuts\/0\/name/,
  ],
  [
    'eleven shortcuts',
    {
      features: {
        ...manifest.features,
        shortcuts: Array.from({ length: 11 }, () => manifest.features.shortcuts[0]),
      },
    },
    /shortcuts.* more than 10/,
  ],
  [
    'a command over plain http',
    {
      features: {
        ...manifest.features,
        slash_commands: [{ ...manifest.features.slash_commands[0], url: `http://${HOST}/slack/events` }],
      },
    },
    /slash_commands\/0\/url/,
  ],
  ['no bot scope', { oauth_config: { scopes: { bot: [] } } }, /scopes\/bot/],
  ['a key that Slack does not know', { colour: 'blue' }, /additional properties \(colour\)/],
])('refuses %s, as Slack would', (_, changes, sentence) => {
  expect(manifestFaults({ ...manifest, ...changes }).join('\n')).toMatch(sentence);
});

it.each([
  ['no-url', /is not a URL/],
  [`http://${HOST}`, /https only/],
  [`https://${HOST}/slack/events`, /the host alone/],
])('refuses %s as the URL of an app', (url, sentence) => {
  expect(() => manifestFor(url, template)).toThrow(sentence);
});

it('prints the manifest on the command line, and one line where something is wrong', () => {
  const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [tsx, path.join('infra', 'manifest.ts'), ...args], { encoding: 'utf8' });

  const good = run('--url', `https://${HOST}/`);
  const bad = run('--url', `http://${HOST}`);

  expect(JSON.parse(good.stdout)).toEqual(manifest);
  expect([bad.status, bad.stdout, bad.stderr]).toEqual([1, '', '--url: Slack calls https only.\n']);
});
