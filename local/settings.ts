import path from 'node:path';
import { StartError } from './start-error.ts';

export interface Settings {
  /** Page, Slack and the app's own URL. */
  readonly port: number;
  /** The AWS stand-in. */
  readonly awsPort: number;
  readonly dataDir: string;
  /** Begin anew. */
  readonly reset: boolean;
}

/** Reads `MESH_PORT`, `MESH_AWS_PORT`, `MESH_DATA_DIR` and `--reset`. Throws `StartError`. */
export function readSettings(environment: NodeJS.ProcessEnv, args: readonly string[]): Settings {
  const unknown = args.filter((argument) => argument !== '--reset');
  if (unknown.length > 0) {
    throw new StartError(
      `Unknown argument ${unknown.join(' ')}: npm start takes only "-- --reset", which begins anew.`,
    );
  }
  return {
    port: port(environment['MESH_PORT'], 3000, 'MESH_PORT'),
    awsPort: port(environment['MESH_AWS_PORT'], 4566, 'MESH_AWS_PORT'),
    dataDir: path.resolve(environment['MESH_DATA_DIR'] ?? '.mesh'),
    reset: args.includes('--reset'),
  };
}

function port(text: string | undefined, otherwise: number, name: string): number {
  if (text === undefined || text === '') {
    return otherwise;
  }
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new StartError(
      `${name} is "${text}", but a port is a number from 0 to 65535: set it to a free one, or leave it out.`,
    );
  }
  return number;
}
