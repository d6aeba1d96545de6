import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessUse {
  readonly processes: number;
  /** Memory that they hold together, in bytes. */
  readonly bytes: number;
  /** Open files and sockets together. */
  readonly handles: number;
}

/** What the environments of a function use, by its name; `undefined` where the system does not tell (it has to have `/proc`). */
export function useOfFunction(name: string): ProcessUse | undefined {
  const found = processIds().filter((id) => isFunction(id, name));
  const uses = found.map(useOf).filter((use) => use !== undefined);
  return uses.length === 0
    ? undefined
    : {
        processes: uses.length,
        bytes: uses.reduce((sum, { bytes }) => sum + bytes, 0),
        handles: uses.reduce((sum, { handles }) => sum + handles, 0),
      };
}

/** The same of one process. */
export function useOf(id: string | number): { readonly bytes: number; readonly handles: number } | undefined {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
    return { bytes: Number(kilobytes) * 1024, handles: readdirSync(`/proc/${id}/fd`).length };
  } catch {
    return undefined; // ended meanwhile, or a system without it
  }
}

function processIds(): readonly string[] {
  try {
    return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
}

/** Started by this process, under this name. */
function isFunction(id: string, name: string): boolean {
  try {
    const [, parent] = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
    const variables = readFileSync(`/proc/${id}/environ`, 'utf8').split('\0');
    return Number(parent) === process.pid && variables.includes(`AWS_LAMBDA_FUNCTION_NAME=${name}`);
  } catch {
    return false;
  }
}
