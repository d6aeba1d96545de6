import { main } from '../../src/cli/main.ts';

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in this process, as a shell without a terminal would, or with somebody who answers. */
export async function runCli(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  ask?: (question: string) => Promise<string>,
): Promise<CliRun> {
  let out = '';
  let err = '';
  const code = await main(argv, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    environment,
    ...(ask ? { ask } : {}),
  });
  return { code, out, err };
}
