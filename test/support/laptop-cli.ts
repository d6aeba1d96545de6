import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACCOUNTS, REGION } from '../../local/seed/accounts.ts';
import type { Laptop } from '../../local/start.ts';
import { type CliRun, runCli } from '../cli/run-cli.ts';

/** Sections of a credentials file, and whose administrator each is on the laptop. */
const CONTEXTS = { Mesh: 'mesh', Producer: 'sales', Consumer: 'analytics' } as const;
type Context = keyof typeof CONTEXTS;

/** `data-mesh-cli` at the laptop's AWS, with a credentials file that has these sections alone. */
export function laptopCli(
  laptop: Laptop,
  ...contexts: readonly Context[]
): (...argv: readonly string[]) => Promise<CliRun> {
  return laptopTerminal(laptop, undefined, ...contexts);
}

/** The same with somebody at the terminal, who answers whatever is asked. */
export function laptopTerminal(
  laptop: Laptop,
  ask: ((question: string) => Promise<string>) | undefined,
  ...contexts: readonly Context[]
): (...argv: readonly string[]) => Promise<CliRun> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'mesh-cli-')), 'credentials.json');
  return (...argv) => {
    const sections = contexts.map((context) => {
      const { accessKeyId, secretAccessKey } = laptop.seeded.admins[CONTEXTS[context]];
      const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      return [context, { AccountId: ACCOUNTS[CONTEXTS[context]], ...keys }] as const;
    });
    writeFileSync(file, JSON.stringify({ AWS_REGION: REGION, ...Object.fromEntries(sections) }));
    return runCli([...argv, '--endpoint-url', laptop.awsUrl], { CredentialsFile: file }, ask);
  };
}
