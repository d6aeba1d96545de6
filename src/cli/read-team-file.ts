import { readFile } from 'node:fs/promises';
import { parseTeam } from '../app/team-secrets.ts';
import type { Team } from '../handlers/team.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { UsageError } from './usage-error.ts';

/** A team from a JSON file. Throws `UsageError` that names each wrong field. */
export async function readTeamFile(path: string): Promise<Team> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new UsageError(`The file ${path} cannot be read. Give a JSON file with --file.`);
  }
  try {
    return parseTeam(path, text);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      throw new UsageError(`The team in ${path} cannot be used: ${error.message}. Nothing was changed.`);
    }
    throw error;
  }
}
