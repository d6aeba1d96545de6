import type { Json } from './state/world.ts';

/** A message that one person sees until their page is loaded again; Slack keeps no history of it. */
export interface Ephemeral {
  readonly ts: string;
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly threadTs?: string;
  /** `slack`: said by Slack itself, for example that a command failed. */
  readonly from: 'app' | 'slack';
}

export interface Ephemerals {
  all(): readonly Ephemeral[];
  find(channel: string, ts: string): Ephemeral | undefined;
  add(ephemeral: Ephemeral): Ephemeral;
  replace(ephemeral: Ephemeral): void;
  remove(ts: string): void;
}

const KEPT = 500;

export function createEphemerals(onChange: () => void): Ephemerals {
  let shown: Ephemeral[] = [];
  return {
    all: () => shown,
    find: (channel, ts) => shown.find((ephemeral) => ephemeral.channel === channel && ephemeral.ts === ts),
    add(ephemeral) {
      shown = [...shown, ephemeral].slice(-KEPT);
      onChange();
      return ephemeral;
    },
    replace(ephemeral) {
      shown = shown.map((old) => (old.ts === ephemeral.ts ? ephemeral : old));
      onChange();
    },
    remove(ts) {
      shown = shown.filter((ephemeral) => ephemeral.ts !== ts);
      onChange();
    },
  };
}
