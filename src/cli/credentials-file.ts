import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import { UsageError } from './usage-error.ts';

/** The identities that the library's credentials file knows. */
const CONTEXTS = ['Mesh', 'ProducerAdmin', 'ConsumerAdmin', 'Producer', 'Consumer'] as const;
export type ContextName = (typeof CONTEXTS)[number];

const Identity = z.object({
  AccountId: z.string().check(z.regex(/^\d{12}$/)),
  AccessKeyId: z.string().check(z.minLength(1)),
  SecretAccessKey: z.string().check(z.minLength(1)),
  SessionToken: z.optional(z.string()),
});
export type Identity = z.infer<typeof Identity>;

export interface CredentialsFile {
  readonly region: string | undefined;
  /** Only the sections that a command needs have to be there. */
  readonly section: (name: ContextName) => Identity;
  readonly has: (name: ContextName) => boolean;
}

/** Reads a credentials file in the library's format. Throws `UsageError`, one sentence, never with a secret in it. */
export async function readCredentialsFile(path: string): Promise<CredentialsFile> {
  const sections = parseObject(await readText(path), `The credentials file ${path}`);
  return {
    region: typeof sections['AWS_REGION'] === 'string' ? sections['AWS_REGION'] : undefined,
    has: (name) => sections[name] !== undefined,
    section: (name) => {
      if (sections[name] === undefined) {
        throw new UsageError(
          `The credentials file ${path} has no section "${name}", which this command needs.`,
        );
      }
      return parseIdentity(sections[name], `Section "${name}" of ${path}`);
    },
  };
}

/** Credentials as JSON on the command line: `{"AccountId": "…", "AccessKeyId": "…", "SecretAccessKey": "…"}`. */
export function parseInlineCredentials(text: string): Identity {
  return parseIdentity(parseObject(text, 'The value of --use-credentials'), 'The value of --use-credentials');
}

/** Why a file cannot be read, by the code of the error. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'There is no credentials file',
  EISDIR: 'There is a folder instead of a credentials file at',
  EACCES: 'You may not read the credentials file',
  EPERM: 'You may not read the credentials file',
};

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw new UsageError(
      `${UNREADABLE[String(code)] ?? 'AWS credentials cannot be read from the file'} ${path}.`,
    );
  }
}

function parseObject(text: string, what: string): Readonly<Record<string, unknown>> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(tryJson(text));
  if (!parsed.success) {
    throw new UsageError(`${what} is not a JSON object.`);
  }
  return parsed.data;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseIdentity(value: unknown, what: string): Identity {
  const parsed = Identity.safeParse(value);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map(({ path }) => path.join('.')))].join(', ');
    throw new UsageError(`${what} lacks a proper ${names}.`);
  }
  return parsed.data;
}
