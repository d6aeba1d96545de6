import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { describeSubscriptions, requireAccount, requireKnownSchema } from './before-deploy.ts';
import { readSettings, type Settings } from './context.ts';
import { MANIFEST, manifestFor } from './manifest.ts';
import { nextSteps } from './next-steps.ts';
import { SettingsError } from './settings-error.ts';
import { ASSEMBLY, synthesise } from './synth.ts';
import { tellFaults } from './tell-faults.ts';

const USAGE = 'usage: npm run deploy -- --settings <file> [-- <options of cdk deploy>]';
const OUTPUTS = path.join('dist', 'outputs.json');
const MANIFEST_OUT = path.join('dist', 'slack-manifest.json');

/** What an existing table needs to be described for; everything else of the settings is read by `readSettings`. */
const Import = z.looseObject({
  region: z.string(),
  subscriptionsTable: z.looseObject({
    mode: z.literal('import'),
    arn: z.string().optional(),
    streamArn: z.undefined().optional(),
    description: z.undefined().optional(),
  }),
});

/** Checks, synthesises, deploys the app's stack with the caller's own credentials, and says what is left to do. */
async function main(): Promise<void> {
  const { file, more } = readArguments();
  const settings = await settingsFor(file);
  const { region } = settings;
  await requireAccount(new STSClient({ region }), settings.account);
  await requireKnownSchema(new DynamoDBClient({ region }), settings);
  await synthesise(process.cwd(), settings);
  await cdkDeploy(more);
  const outputs = z
    .object({ MeshSlackStack: z.object({ Url: z.string(), AppRoleArn: z.string() }) })
    .parse(JSON.parse(await readFile(OUTPUTS, 'utf8'))).MeshSlackStack;
  await writeFile(MANIFEST_OUT, manifestFor(outputs.Url, await readFile(MANIFEST, 'utf8')));
  console.log(nextSteps(settings, MANIFEST_OUT));
  console.log(`Parameter AppRoleArn of dist/templates/MeshMemberStack.template.json: ${outputs.AppRoleArn}`);
}

/** An existing table that the settings do not describe is looked up, so that a stream that is off is found before anything is deployed. */
async function settingsFor(file: string): Promise<Settings> {
  const written: unknown = await readFile(file, 'utf8')
    .then((text) => JSON.parse(text))
    .catch(() => undefined); // said by readSettings
  const undescribed = Import.safeParse(written);
  if (!undescribed.success) {
    return readSettings(file);
  }
  const { region, subscriptionsTable } = undescribed.data;
  const name = subscriptionsTable.arn?.split('/').at(-1);
  const description = path.resolve('dist', 'subscriptions-table.json');
  await mkdir(path.dirname(description), { recursive: true });
  await writeFile(
    description,
    JSON.stringify(await describeSubscriptions(new DynamoDBClient({ region }), name)),
  );
  return readSettings(file, description);
}

async function cdkDeploy(more: readonly string[]): Promise<void> {
  const cdk = path.join('node_modules', 'aws-cdk', 'bin', 'cdk');
  const child = spawn(
    process.execPath,
    [
      cdk,
      'deploy',
      'MeshSlackStack',
      '--app',
      path.join('dist', ASSEMBLY),
      '--outputs-file',
      OUTPUTS,
      '--no-notices',
      ...more,
    ],
    { stdio: 'inherit' },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    throw new SettingsError(['The deployment did not end well; what CloudFormation said stands above.']);
  }
}

function readArguments(): { file: string; more: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { settings: { type: 'string' } },
    });
    if (values.settings) {
      return { file: values.settings, more: positionals };
    }
  } catch (error) {
    throw new SettingsError([error instanceof Error ? error.message : String(error), USAGE]);
  }
  throw new SettingsError([USAGE]);
}

if (process.argv[1]?.endsWith('deploy.ts')) {
  void tellFaults(main);
}
