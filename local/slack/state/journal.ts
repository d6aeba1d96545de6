import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { StartError } from '../../start-error.ts';
import type { Change } from './change.ts';
import type { Channel, HomeView, Installation, ReplyUrl, WorldState } from './world.ts';

/** Keeps what Slack knows through restarts and kills: each change is a line on disk before it is answered. */
export interface Journal {
  /** Brings back what was kept. */
  restore(state: WorldState, apply: (change: Change) => void): void;
  record(change: Change, state: WorldState): void;
  close(): void;
}

/** After so many lines the state is written whole and the journal begins anew. */
const COMPACT_AFTER = 5000;

interface Snapshot {
  readonly version: 1;
  /** The last change that is in here; older lines of a journal that outlived its snapshot are passed over. */
  readonly sequence: number;
  readonly channels: readonly Channel[];
  readonly homes: readonly HomeView[];
  readonly installations: readonly Installation[];
  readonly replies: readonly ReplyUrl[];
}

interface Line {
  readonly sequence: number;
  readonly change: Change;
}

/** Throws `StartError` for a folder that cannot be written and, untouched, for a file that cannot be read. */
export function openJournal(directory: string): Journal {
  const snapshotFile = path.join(directory, 'snapshot.json');
  const journalFile = path.join(directory, 'journal.jsonl');
  const snapshot = existsSync(snapshotFile) ? readSnapshot(snapshotFile) : undefined;
  const lines = existsSync(journalFile) ? readLines(journalFile) : [];
  let sequence = lines.at(-1)?.sequence ?? snapshot?.sequence ?? 0;
  let length = lines.length;
  let closed = false;
  let file = begin(directory, journalFile, lines);

  const compact = (state: WorldState): void => {
    const whole: Snapshot = {
      version: 1,
      sequence,
      channels: [...state.channels.values()],
      homes: [...state.homes.values()],
      installations: [...state.installations.values()],
      replies: [...state.replies.values()],
    };
    writeWhole(snapshotFile, JSON.stringify(whole));
    closeSync(file);
    writeFileSync(journalFile, '');
    file = openSync(journalFile, 'a');
    length = 0;
  };
  return {
    restore(state, apply) {
      if (snapshot) {
        restoreSnapshot(state, snapshot);
      }
      for (const { change } of lines.filter((line) => line.sequence > (snapshot?.sequence ?? 0))) {
        apply(change);
      }
    },
    record(change, state) {
      if (closed) {
        // An answer of the app that arrives after Slack has closed changes nothing any more.
        return;
      }
      if (length >= COMPACT_AFTER) {
        compact(state);
      }
      sequence += 1;
      length += 1;
      writeSync(file, `${JSON.stringify({ sequence, change })}\n`);
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}

function readSnapshot(file: string): Snapshot {
  try {
    const snapshot: Snapshot = JSON.parse(readFileSync(file, 'utf8'));
    if (snapshot.version !== 1 || !Array.isArray(snapshot.channels)) {
      throw new Error('it has another form');
    }
    return snapshot;
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** A kill may have cut the last line short; that change was never answered, so it is dropped. Any other bad line is damage. */
function readLines(file: string): readonly Line[] {
  const texts = readFileSync(file, 'utf8').split('\n');
  const unfinished = texts.pop();
  const lines: Line[] = [];
  for (const text of texts) {
    try {
      lines.push(JSON.parse(text));
    } catch (cause) {
      throw unreadable(file, cause);
    }
  }
  return unfinished === undefined ? [] : lines;
}

function begin(directory: string, journalFile: string, lines: readonly Line[]): number {
  try {
    mkdirSync(directory, { recursive: true });
    // Written anew without the line that was cut short, so that the next one starts on a line of its own.
    writeWhole(journalFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return openSync(journalFile, 'a');
  } catch (cause) {
    throw new StartError(
      `The folder ${directory} cannot be written: give yourself the right to, or choose another one with MESH_DATA_DIR.`,
      { cause },
    );
  }
}

/** By rename, so that a kill leaves either the old file or the new one. */
function writeWhole(file: string, text: string): void {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, 'w');
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(fresh, file);
}

function restoreSnapshot(state: WorldState, { channels, homes, installations, replies }: Snapshot): void {
  for (const channel of channels) {
    state.channels.set(channel.id, channel);
  }
  for (const home of homes) {
    state.homes.set(home.user, home);
  }
  for (const installation of installations) {
    const seeded = state.installations.get(installation.teamId);
    // The scopes of the seeded token follow the manifest, as if the app had been installed anew.
    const scopes = seeded?.botToken === installation.botToken ? seeded.scopes : installation.scopes;
    state.installations.set(installation.teamId, { ...installation, scopes });
  }
  for (const reply of replies) {
    state.replies.set(reply.id, reply);
  }
}

function unreadable(file: string, cause: unknown): StartError {
  return new StartError(
    `The state file ${file} cannot be read: put back a good copy, or begin anew with \`npm start -- --reset\`.`,
    { cause },
  );
}
