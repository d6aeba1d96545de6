import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { bundle } from './bundle.ts';
import { readSettings, type Settings } from './context.ts';
import { EXAMPLE_SETTINGS } from './example.ts';
import { SettingsError } from './settings-error.ts';
import { tellFaults } from './tell-faults.ts';

/** The cloud assembly within the folder of the bundles. */
export const ASSEMBLY = 'cdk.out';

/** Bundles the functions and writes both templates into `dist`, without a network. Returns the templates' files. */
export async function synthesise(
  root: string,
  settings: Settings,
  dist = path.join(root, 'dist'),
): Promise<readonly string[]> {
  await bundle(root, dist);
  const app = new App({ analyticsReporting: false, outdir: path.join(dist, ASSEMBLY) });
  const { slack, member } = buildApp({ app, settings, dist });
  const assembly = app.synth();
  const folder = path.join(dist, 'templates');
  await mkdir(folder, { recursive: true });
  return Promise.all(
    [slack, member].map(async ({ stackName, artifactId }) => {
      const file = path.join(folder, `${stackName}.template.json`);
      const template: unknown = assembly.getStackArtifact(artifactId).template;
      await writeFile(file, `${JSON.stringify(template, undefined, 2)}\n`);
      return path.relative(root, file);
    }),
  );
}

async function main(): Promise<void> {
  const { settings } = readArguments();
  if (!settings) {
    console.log(`No --settings were given: this is the sample mesh of ${EXAMPLE_SETTINGS}, to look at.`);
  }
  for (const file of await synthesise(process.cwd(), readSettings(settings ?? EXAMPLE_SETTINGS))) {
    console.log(file);
  }
}

function readArguments(): { settings?: string | undefined } {
  try {
    return parseArgs({ options: { settings: { type: 'string' } } }).values;
  } catch (error) {
    throw new SettingsError([error instanceof Error ? error.message : String(error)]);
  }
}

if (process.argv[1]?.endsWith('synth.ts')) {
  void tellFaults(main);
}
