import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ACCOUNTS, type AccountName, REGION } from './accounts.ts';
import type { AdminKeys } from './seed.ts';

/** `.mesh/credentials.json` in the library's format, so that the command line and the Python library can work on the laptop's mesh. */
export async function writeCredentialsFile(dataDir: string, admins: AdminKeys): Promise<void> {
  const context = (name: AccountName) => ({
    AccountId: ACCOUNTS[name],
    AccessKeyId: admins[name].accessKeyId,
    SecretAccessKey: admins[name].secretAccessKey,
  });
  const contexts = {
    AWS_REGION: REGION,
    Mesh: context('mesh'),
    ProducerAdmin: context('sales'),
    Producer: context('sales'),
    ConsumerAdmin: context('analytics'),
    Consumer: context('analytics'),
  };
  const file = path.join(dataDir, 'credentials.json');
  await writeFile(`${file}.new`, `${JSON.stringify(contexts, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
