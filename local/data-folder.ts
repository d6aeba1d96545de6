import { constants } from 'node:fs';
import { access, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from './start-error.ts';

/** Makes the folder if it is not there. Throws `StartError` where it cannot be written. */
export async function openDataFolder(directory: string, reset: boolean): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK | constants.R_OK | constants.X_OK);
    await mkdir(path.join(directory, 'logs'), { recursive: true });
  } catch (cause) {
    throw new StartError(
      `The data folder ${directory} cannot be written: give yourself the right to, or choose another one with MESH_DATA_DIR.`,
      { cause },
    );
  }
  if (reset) {
    await empty(directory);
  }
}

/** Only what we made: a folder that holds anything else is somebody's. */
const OURS = ['aws', 'slack', 'logs', 'credentials.json', 'seeded.json', 'stream-position', 'clock.json'];

async function empty(directory: string): Promise<void> {
  await refuseWhileInUse(directory);
  const strange = (await readdir(directory)).filter((name) => !OURS.includes(name.replace(/\.new$/, '')));
  if (strange.length > 0) {
    throw new StartError(
      `The data folder ${directory} holds ${strange.slice(0, 3).join(', ')}, which is not ours: choose another folder with MESH_DATA_DIR.`,
    );
  }
  for (const name of OURS) {
    await rm(path.join(directory, name), { recursive: true, force: true });
  }
  await mkdir(path.join(directory, 'logs'), { recursive: true });
}

/** The AWS stand-in writes its process id into its folder; a folder whose process lives is somebody's running laptop. */
async function refuseWhileInUse(directory: string): Promise<void> {
  const lock = await readFile(path.join(directory, 'aws', 'lock'), 'utf8').catch(() => ''); // no lock, nobody there
  const pid = Number.parseInt(/\d+/.exec(lock)?.[0] ?? '', 10);
  if (Number.isInteger(pid) && isAlive(pid)) {
    throw new StartError(
      `The data folder ${directory} is in use by process ${pid}: stop that one first, or choose another folder with MESH_DATA_DIR.`,
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // gone, or not ours to signal
  }
}
