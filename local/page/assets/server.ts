import type { Bodies, Outcome, SlackState } from './model.ts';

export async function loadState(): Promise<SlackState> {
  const response = await fetch('/_sim/state');
  if (!response.ok) {
    throw new Error(`The workspace did not answer (HTTP ${response.status}).`);
  }
  return response.json();
}

export async function loadBodies(id: number): Promise<Bodies> {
  const response = await fetch(`/_sim/requests/${id}`);
  return response.ok ? response.json() : { request: 'No longer remembered.' };
}

/** Does what a person did. A refusal comes back as `error` with a sentence in `banner`. */
export async function gesture(verb: string, body: Readonly<Record<string, unknown>>): Promise<Outcome> {
  try {
    const response = await fetch(`/_sim/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: Outcome = await response.json();
    return response.ok
      ? answer
      : { ok: false, error: answer.error ?? 'refused', banner: answer.error ?? 'That did not work.' };
  } catch {
    return { ok: false, error: 'offline', banner: 'The workspace cannot be reached. Is it still running?' };
  }
}

/** Calls back at every change, and says whether the line is open. */
export function watchChanges(changed: () => void, online: (open: boolean) => void): () => void {
  const source = new EventSource('/_sim/events');
  source.addEventListener('changed', changed);
  source.addEventListener('open', () => online(true));
  source.addEventListener('error', () => online(false));
  return () => source.close();
}

/** Runs one load at a time; whoever asks meanwhile gets the one that begins after. */
export function oneAtATime(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = load().finally(() => {
      running = undefined;
    });
    return running;
  };
  return () => {
    if (!running) {
      return start();
    }
    next ??= running.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
