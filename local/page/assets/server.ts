import type { Outcome, SlackState } from './model.ts';

export async function loadState(): Promise<SlackState> {
  const response = await fetch('/_sim/state');
  if (!response.ok) {
    throw new Error(`The workspace did not answer (HTTP ${response.status}).`);
  }
  return response.json();
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
