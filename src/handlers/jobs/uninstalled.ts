import type { Installations } from './install.ts';
import type { JobOf } from './job.ts';

interface Ports {
  readonly installations: Pick<Installations, 'isAlive' | 'markGone'>;
  readonly report: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** Marks the installation as gone. Slack repeats events, also after the app was installed again: a token that works is kept. */
export async function uninstalled(
  { installations, report }: Ports,
  { workspace }: JobOf<'uninstalled'>,
): Promise<void> {
  if (await installations.isAlive(workspace)) {
    report('an uninstallation was told, but the token works', { team_id: workspace });
    return;
  }
  await installations.markGone(workspace);
  report('the app was taken out of a workspace', { team_id: workspace });
}
