import type { AdminDirectory } from '../admins.ts';
import type { Ticks } from '../schedule/ticks.ts';
import type { TeamDirectory } from '../team.ts';
import type { SlackPlace, SlackProbe } from './slack-probe.ts';

export interface DoctorPorts {
  readonly teams: Pick<TeamDirectory, 'each'>;
  readonly admins: AdminDirectory;
  readonly slack: SlackProbe;
  readonly slackApp: SlackAppProbe;
  readonly ticks: Pick<Ticks, 'last'>;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** What the app itself needs of Slack. */
export interface SlackAppProbe {
  /** The scopes of the app's manifest. */
  readonly scopes: readonly string[];
  /** Reads the app's secret. Throws `MeshError`. */
  adminChannel(): Promise<string | undefined>;
  /** When the token of a workspace ends, in epoch seconds; `undefined` where it never does. Throws `MeshError`. */
  tokenEnd(place: SlackPlace): Promise<number | undefined>;
}
