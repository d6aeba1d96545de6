import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Outcome, SlackState, User } from './model.ts';

/** What every part of the page may need: the state, who acts, and how to act. */
export interface WorkspaceContext {
  readonly state: SlackState;
  readonly me: User;
  act(verb: string, body: Readonly<Record<string, unknown>>): Promise<Outcome>;
  /** Shows a sentence for a few seconds. */
  say(sentence: string): void;
  openChannel(id: string): void;
}

export const Workspace = createContext<WorkspaceContext | undefined>(undefined);

export function useWorkspace(): WorkspaceContext {
  const context = useContext(Workspace);
  if (!context) {
    throw new Error('there is no workspace around this component');
  }
  return context;
}
