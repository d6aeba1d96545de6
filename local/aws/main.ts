import path from 'node:path';
import { createClock } from '../clock.ts';
import { ACCOUNTS, REGION, rootKeys } from '../seed/accounts.ts';
import { readSettings } from '../settings.ts';
import { StartError } from '../start-error.ts';
import { coverageOf } from './coverage.ts';
import { createServices } from './services.ts';
import { type Aws, startAws } from './start-aws.ts';

/** `npm run aws`: the stand-in alone, with the accounts of the laptop and nothing in them. `--coverage` lists what it can do. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--coverage')) {
    process.stdout.write(`${coverageOf(createServices(REGION).services).join('\n')}\n`);
    return;
  }
  const { awsPort, dataDir } = readSettings(process.env, args);
  let aws: Aws | undefined;
  const stop = (): void => {
    setTimeout(() => process.exit(0), 4000).unref();
    void (aws?.close() ?? Promise.resolve()).finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const accounts = Object.values(ACCOUNTS).map((id) => ({ id, ...rootKeys(id) }));
  // Without a folder nothing is kept, so that a trial leaves nothing behind.
  const folder = process.env['MESH_DATA_DIR'] === undefined ? {} : { dataDir: path.join(dataDir, 'aws') };
  aws = await startAws({ port: awsPort, ...folder, clock: createClock(), region: REGION, accounts });
  process.stderr.write(
    `AWS_ENDPOINT_URL=${aws.url} AWS_REGION=${REGION}; root keys, for this machine only:\n`,
  );
  for (const { id, accessKeyId, secretAccessKey } of accounts) {
    process.stderr.write(`  ${id}  ${accessKeyId}  ${secretAccessKey}\n`);
  }
  process.stdout.write(`ready ${aws.url}\n`);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    error instanceof StartError ? `${message}\n` : `The AWS stand-in could not start: ${message}\n`,
  );
  process.exit(1);
});
