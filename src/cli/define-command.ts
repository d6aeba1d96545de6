import { type Command, InvalidArgumentError } from 'commander';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

/** What a command does once its identities are known. `values` are commander's, by camel-cased flag. */
export interface Task {
  readonly command: Command;
  readonly run: (session: Session) => Promise<Outcome>;
  /** It may ask a question, which a drawn line would hide. */
  readonly mayAsk?: true;
}

export type Start = (task: Task) => Promise<void>;

/** Adds a command with its example and the options that all of them share. */
export function defineCommand(program: Command, name: string, summary: string, example: string): Command {
  return program
    .command(name)
    .description(summary)
    .option(
      '--credentials-file <path>',
      'credentials file in the format of the Python library (or the variable CredentialsFile)',
    )
    .option(
      '--use-credentials <json>',
      'credentials as JSON: {"AccountId", "AccessKeyId", "SecretAccessKey"}',
    )
    .option(
      '--profile <name>',
      "profile of the AWS configuration; without any of these, the SDK's default chain",
    )
    .option('--data-mesh-account-id <id>', 'account of the mesh, 12 digits')
    .option('--region, --region-name <region>', 'AWS region')
    .option(
      '--endpoint-url <url>',
      'another endpoint than AWS, for example the laptop’s (or AWS_ENDPOINT_URL)',
    )
    .option('--json', 'print the result as JSON')
    .option('--dry-run', 'change nothing; print the calls that would change something')
    .option('--log-level <level>', 'accepted for the sake of the Python library')
    .addHelpText('after', `\nExample:\n  $ data-mesh-cli ${example}`);
}

/** `true`, `false`, `yes`, `no`, or the flag alone for true. */
export function booleanValue(text: string): boolean {
  const folded = text.trim().toLowerCase();
  if (['true', 'yes', '1'].includes(folded)) {
    return true;
  }
  if (['false', 'no', '0'].includes(folded)) {
    return false;
  }
  throw new InvalidArgumentError('Say true or false.');
}

export function collectValues(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}
