import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { StartError } from '../../start-error.ts';
import { decodeChanges, encodeChanges } from './encoding.ts';
import { errorCode } from './error-code.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import type { Change, State } from './state.ts';

/** The first line of both files says whose they are. */
const HEADER = '{"mesh-aws-stand-in":1}';
const SNAPSHOT_BYTES = 16 * 1024 * 1024;

export interface Store {
  /** Appends what a call wrote; once it returns, a killed process has not lost it. */
  append(changes: readonly Change[]): void;
  close(): Promise<void>;
}

/** A store that keeps nothing. */
export const memoryStore: Store = { append: () => undefined, close: () => Promise.resolve() };

/**
 * Reads a folder's state and keeps it from then on: a journal that each call's writes reach before its answer, folded now and then into a
 * snapshot that replaces the old one by rename. Throws `StartError`, before it has changed anything, where the folder cannot be written, is
 * in use, or holds a damaged file.
 */
export async function openStore(folder: string, state: State): Promise<Store> {
  makeFolder(folder);
  const lock = await lockFolder(folder);
  try {
    return keep(folder, state, lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StartError(
      `The folder ${folder} cannot be written: give yourself the right to, or choose another one.`,
      { cause },
    );
  }
}

function keep(folder: string, state: State, lock: FolderLock): Store {
  const snapshot = path.join(folder, 'snapshot.jsonl');
  const journal = path.join(folder, 'journal.jsonl');
  replay(snapshot, state, { mayBeTorn: false });
  const whole = replay(journal, state, { mayBeTorn: true });
  if (whole !== undefined) {
    truncateSync(journal, whole);
  }
  let handle = openSync(journal, 'a');
  let size = whole ?? 0;
  let broken = false;
  if (size === 0) {
    size += writeLine(handle, HEADER);
  }

  const fold = (): void => {
    writeSnapshot(snapshot, state);
    // Between the rename and this line the journal only repeats what the snapshot says.
    closeSync(handle);
    truncateSync(journal, 0);
    handle = openSync(journal, 'a');
    size = writeLine(handle, HEADER);
  };

  return {
    append(changes) {
      if (broken) {
        throw new Error(`the journal ${journal} can no longer be written`);
      }
      if (changes.length === 0) {
        return;
      }
      try {
        size += writeLine(handle, encodeChanges(changes));
      } catch (error) {
        broken = true;
        throw error;
      }
      if (size > SNAPSHOT_BYTES) {
        fold();
      }
    },
    async close() {
      if (!broken) {
        fold();
      }
      broken = true;
      closeSync(handle);
      await lock.release();
    },
  };
}

function writeLine(handle: number, text: string): number {
  const bytes = Buffer.from(`${text}\n`);
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(handle, bytes, written);
  }
  return bytes.length;
}

function writeSnapshot(file: string, state: State): void {
  const next = `${file}.new`;
  rmSync(next, { force: true });
  const handle = openSync(next, 'w');
  writeLine(handle, HEADER);
  let lines: Change[] = [];
  for (const change of state.dump()) {
    lines.push(change);
    if (lines.length === 100) {
      writeLine(handle, encodeChanges(lines));
      lines = [];
    }
  }
  writeLine(handle, encodeChanges(lines));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(next, file);
}

/**
 * Takes a file's changes over; returns the length of its whole lines, `undefined` where there is no file. The last line of the journal may be
 * torn: its call was never answered.
 */
function replay(
  file: string,
  state: State,
  { mayBeTorn }: { readonly mayBeTorn: boolean },
): number | undefined {
  const text = readIfThere(file);
  if (text === undefined) {
    return undefined;
  }
  const damaged = (line: number, cause?: unknown) =>
    new StartError(
      `The state file ${file} is damaged at line ${line}: mend it, or move it away to begin anew. It was left as it is.`,
      { cause },
    );
  const lines = text.toString('utf8').split('\n');
  const torn = lines.pop() ?? '';
  if (torn !== '' && !mayBeTorn) {
    throw damaged(lines.length + 1);
  }
  if (lines.length > 0 && lines[0] !== HEADER) {
    throw damaged(1);
  }
  for (const [index, line] of lines.entries()) {
    if (index === 0) {
      continue;
    }
    try {
      for (const change of decodeChanges(line)) {
        state.apply(change);
      }
    } catch (cause) {
      throw damaged(index + 1, cause);
    }
  }
  return text.length - Buffer.byteLength(torn);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return undefined;
    }
    throw new StartError(
      `The state file ${file} cannot be read: give yourself the right to, or choose another folder.`,
      { cause: error },
    );
  }
}
