import { privateAnswer } from '../../blocks/private-answer.ts';
import { typed } from '../../blocks/text.ts';
import { MeshError, NotAllowedError } from '../../mesh/errors.ts';
import type { AdminDirectory } from '../admins.ts';
import type { TeamDirectory } from '../team.ts';
import type { JobOf } from './job.ts';
import type { PrivateAnswers } from './job-dependencies.ts';

/** What Slack gave for a code. `workspace` is the organisation's id where the app was installed for all of it. */
export interface Installation {
  readonly workspace: string;
  readonly enterprise?: string;
  readonly name: string;
  /** Slack user id of the person who installed it. */
  readonly installer: string;
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  /** Where the Slack app has token rotation on: what renews the token, and when it ends, in epoch seconds. */
  readonly refreshToken?: string;
  readonly expiresAt?: number;
}

export interface Installations {
  /** Throws `InvalidRequestError` (`INSTALL_REFUSED`, `NO_WORKSPACE`), `UpstreamError`. */
  exchange(code: string): Promise<Installation>;
  keep(installation: Installation): Promise<void>;
  /** Revokes a token that will not be kept. */
  giveBack(installation: Installation): Promise<void>;
  /** Whether the token that is kept still works. Throws where it cannot be asked. */
  isAlive(workspace: string): Promise<boolean>;
  /** Nothing is sent there any more, until the app is installed again. */
  markGone(workspace: string): Promise<void>;
  /** Ids of the workspaces and organisations that have or had the app. */
  workspaces(): Promise<readonly string[]>;
  /** Renews the token where it ends before long. Throws `ConfigurationError` (`TOKEN_NOT_RENEWED`, `NOT_INSTALLED`), `UpstreamError`. */
  renew(workspace: string): Promise<void>;
}

/** What the page that waits in the installer's browser is to say. */
export interface InstallOutcome {
  readonly installed: boolean;
  readonly sentence: string;
}

interface Ports {
  readonly installations: Pick<Installations, 'exchange' | 'keep' | 'giveBack'>;
  readonly outcomes: { keep(nonce: string, outcome: InstallOutcome): Promise<void> };
  readonly teams: Pick<TeamDirectory, 'all'>;
  readonly admins: AdminDirectory;
  readonly answers: Pick<PrivateAnswers, 'tell'>;
}

/** Exchanges the code, keeps the installation, tells the installer. A workspace that the mesh does not know is given back: it could read the catalogue. */
export async function install(ports: Ports, job: JobOf<'install'>): Promise<void> {
  const { installations, outcomes, answers } = ports;
  try {
    const made = await installations.exchange(job.code);
    if (!(await isKnown(ports, made))) {
      await installations.giveBack(made);
      throw new NotAllowedError(
        'WORKSPACE_UNKNOWN',
        `no team and no admin is of workspace ${made.workspace}`,
        {
          userMessage: `No team of the mesh is in ${made.name} (${made.workspace}), so Mesh did not stay there. A mesh admin first adds a team of that workspace with data-mesh-cli team add; then begin again.`,
        },
      );
    }
    await installations.keep(made);
    await outcomes.keep(job.nonce, {
      installed: true,
      sentence: `Mesh is in ${made.name}. In Slack, type /mesh help.`,
    });
    const to = {
      user: made.installer,
      workspace: made.workspace,
      ...(made.enterprise ? { enterprise: made.enterprise } : {}),
      reply: {},
    };
    await answers.tell(
      to,
      privateAnswer(
        `Mesh is installed in *${typed(made.name, 80)}*. Type \`/mesh help\` to see what it can do, and invite it to the channels of your teams with \`/invite @Mesh\`.`,
      ),
    );
  } catch (error) {
    if (error instanceof MeshError && !error.retryable) {
      await outcomes.keep(job.nonce, { installed: false, sentence: error.userMessage });
    }
    throw error;
  }
}

/** By a team's secret, or by the secret of the admins. */
async function isKnown(
  { teams, admins }: Pick<Ports, 'teams' | 'admins'>,
  { workspace, enterprise }: Installation,
): Promise<boolean> {
  const known = [await admins.read(), ...(await teams.all())];
  return known.some(
    (each) => each.workspace === workspace || (enterprise !== undefined && each.enterprise === enterprise),
  );
}
