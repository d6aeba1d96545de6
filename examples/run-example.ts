import path from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { openSession, type Session } from '../src/cli/session.ts';
import { UsageError } from '../src/cli/usage-error.ts';
import { MeshError } from '../src/mesh/errors.ts';

/** What every example takes besides its own options. */
const SHARED = ['credentials-file', 'endpoint'] as const;

/**
 * Reads the command line of an example, opens the identities, runs it. Identities come from `--credentials-file` or the variable `CredentialsFile`,
 * the endpoint from `--endpoint` or `AWS_ENDPOINT_URL`. Exit codes as in the command line: 1 it failed, 2 it was called wrongly.
 */
export async function runExample<T extends z.ZodMiniObject>(
  options: T,
  run: (session: Session, values: z.infer<T>) => Promise<void>,
): Promise<void> {
  try {
    const given = readOptions(options);
    const session = await openSession(
      { credentialsFile: given['credentials-file'], endpointUrl: given['endpoint'] },
      { environment: process.env },
      { plan: undefined, onProgress: ({ step }) => console.error(`… ${step}`) },
    );
    await run(session, parseOptions(options, given));
  } catch (error) {
    process.exitCode = tell(error);
  }
}

function readOptions({ shape }: z.ZodMiniObject): Readonly<Record<string, string | undefined>> {
  const names = [...SHARED, ...Object.keys(shape)];
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: Object.fromEntries(names.map((name) => [name, text])) }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage(shape)}`);
  }
}

function parseOptions<T extends z.ZodMiniObject>(
  options: T,
  given: Readonly<Record<string, unknown>>,
): z.infer<T> {
  const parsed = z.safeParse(options, given);
  if (!parsed.success) {
    const missing = parsed.error.issues.map(({ path: [name] }) => `--${String(name)}`).join(', ');
    throw new UsageError(`This example needs ${missing}.\n${usage(options.shape)}`);
  }
  return parsed.data;
}

function usage(shape: z.ZodMiniObject['shape']): string {
  const own = Object.entries(shape).map(([name, type]) =>
    z.safeParse(type, undefined).success ? `[--${name} …]` : `--${name} …`,
  );
  const script = path.basename(process.argv[1] ?? '');
  return `Usage: examples/${script} ${[...own, ...SHARED.map((name) => `[--${name} …]`)].join(' ')}`;
}

function tell(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(error.message);
    return 2;
  }
  if (error instanceof MeshError) {
    console.error(`${error.userMessage} (${error.code})`);
    return 1;
  }
  throw error;
}
