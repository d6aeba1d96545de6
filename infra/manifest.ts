import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Ajv } from 'ajv';
import { SettingsError } from './settings-error.ts';
import { SLACK_MANIFEST_SCHEMA } from './slack-manifest-schema.ts';
import { tellFaults } from './tell-faults.ts';

/** The one manifest: the Slack stand-in reads this very file. */
export const MANIFEST = path.join('infra', 'slack-manifest.json');

/** The manifest for an app at this URL, as text. Throws `SettingsError` where the URL or the manifest is not what Slack takes. */
export function manifestFor(url: string, template: string): string {
  const { host } = checkUrl(url);
  const text = template.replaceAll('HOST', host);
  const faults = manifestFaults(JSON.parse(text));
  if (faults.length > 0) {
    throw new SettingsError(faults);
  }
  return text;
}

/** What Slack would refuse about a manifest, one sentence each. */
export function manifestFaults(manifest: unknown): readonly string[] {
  const ajv = new Ajv({ allErrors: true, strict: true });
  return ajv.validate(SLACK_MANIFEST_SCHEMA, manifest)
    ? []
    : (ajv.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `manifest${instancePath}: ${message}${'additionalProperty' in params ? ` (${params['additionalProperty']})` : ''}.`,
      );
}

function checkUrl(url: string): URL {
  if (!URL.canParse(url)) {
    throw new SettingsError([`--url: ${url} is not a URL.`]);
  }
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:') {
    throw new SettingsError(['--url: Slack calls https only.']);
  }
  if (parsed.pathname !== '/' || parsed.search || parsed.hash || parsed.username) {
    throw new SettingsError([
      '--url: give the host alone, as the stack prints it under Url; the paths are in the manifest.',
    ]);
  }
  return parsed;
}

function main(): void {
  const { url, out } = readArguments();
  if (!url) {
    throw new SettingsError(['usage: npm run manifest -- --url https://<host> [--out <file>]']);
  }
  const text = manifestFor(url, readFileSync(MANIFEST, 'utf8'));
  if (out) {
    writeFileSync(out, text);
  } else {
    process.stdout.write(text);
  }
}

function readArguments(): { url?: string | undefined; out?: string | undefined } {
  try {
    return parseArgs({ options: { url: { type: 'string' }, out: { type: 'string' } } }).values;
  } catch (error) {
    throw new SettingsError([error instanceof Error ? error.message : String(error)]);
  }
}

if (process.argv[1]?.endsWith('manifest.ts')) {
  void tellFaults(main);
}
