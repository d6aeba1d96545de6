import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../start-error.ts';
import { errorCode } from './error-code.ts';

interface Holder {
  readonly pid: number;
  readonly port: number;
  readonly token: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Holds a folder for this process. The lock names a loopback port on which its holder tells a secret word: a process that was killed
 * no longer answers, so that its lock is taken over, while one that lives is never robbed. Throws `StartError`.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = path.join(folder, 'lock');
  const token = randomUUID();
  const server = createServer((socket) => socket.end(token));
  const port = await listen(server);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (create(file, { pid: process.pid, port, token })) {
      // Two that saw the same dead holder at once: the later file stays, and the other steps back.
      await sleep(20);
      if (read(file)?.token === token) {
        return { release: () => release(server, file, token) };
      }
    }
    const holder = read(file);
    if (holder && (await isAlive(holder))) {
      server.close();
      throw new StartError(
        `The folder ${folder} is in use by the process ${holder.pid}: stop that one, or choose another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
  server.close();
  throw new StartError(`The folder ${folder} could not be locked: is another process starting on it?`);
}

function create(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isHolder(holder) ? holder : undefined;
  } catch {
    // Gone, or written by nobody who is still there.
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && 'pid' in value && 'port' in value && 'token' in value;
}

function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') {
      return Promise.resolve(false);
    }
  }
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(holder.port, '127.0.0.1');
    // Connected but silent: its process is busy, which is alive enough.
    socket.setTimeout(2000, () => finish(true));
    socket.on('data', (data) => {
      heard += data.toString();
    });
    socket.on('end', () => finish(heard === holder.token));
    socket.on('error', () => finish(false));
    const finish = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
  });
}

async function release(server: Server, file: string, token: string): Promise<void> {
  if (read(file)?.token === token) {
    rmSync(file, { force: true });
  }
  await new Promise((resolve) => server.close(resolve));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.unref();
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
