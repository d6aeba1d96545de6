import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildApp, type MeshApp } from '../../../infra/build-app.ts';
import { FUNCTIONS } from '../../../infra/bundle.ts';
import { checkSettings, readSettings, type Settings } from '../../../infra/context.ts';
import { EXAMPLE_SETTINGS } from '../../../infra/example.ts';

export const MESH = '111111111111';
export const REGION = 'us-east-1';

/** The sample settings, with some of them changed. */
export function someSettings(changes: Readonly<Record<string, unknown>> = {}): Settings {
  const { account, region, subscriptionsTable, members } = readSettings(EXAMPLE_SETTINGS);
  return checkSettings({ account, region, subscriptionsTable, members, ...changes }, process.cwd());
}

/** Both stacks, over bundles that are only there to be packed. The folder is deleted by whoever asked for it. */
export function aMeshApp(settings: Settings = someSettings()): MeshApp & { readonly outdir: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'mesh-stacks-'));
  const outdir = path.join(folder, 'cdk.out');
  for (const name of Object.keys(FUNCTIONS)) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'index.cjs'), `exports.handler = async () => '${name}';\n`);
  }
  return { ...buildApp({ app: new App({ outdir }), settings, dist: folder }), outdir };
}

export const IMPORTED = {
  mode: 'import',
  arn: `arn:aws:dynamodb:${REGION}:${MESH}:table/AwsDataMeshSubscriptions`,
  streamArn: `arn:aws:dynamodb:${REGION}:${MESH}:table/AwsDataMeshSubscriptions/stream/2026-01-01T00:00:00.000`,
} as const;
