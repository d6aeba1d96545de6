import { section } from '../../blocks/message.ts';
import { typed } from '../../blocks/text.ts';
import { MeshError } from '../../mesh/errors.ts';
import { sayOnce } from '../say-once.ts';
import type { Job } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

const DAY = 24 * 3600;

type Ports = Pick<
  JobDependencies,
  'installations' | 'admins' | 'adminChannel' | 'answers' | 'references' | 'now' | 'report'
>;

/** Renews what ends before long, each workspace by itself; what Slack refuses is told to the mesh admins once a day. What did not answer is tried at the next tick. */
export async function renewTokens(ports: Ports, job: Pick<Job, 'id'>): Promise<void> {
  const { installations, report } = ports;
  for (const workspace of await installations.workspaces()) {
    try {
      await installations.renew(workspace);
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      if (error.code !== 'NOT_INSTALLED') {
        report('a token was not renewed', { team_id: workspace, code: error.code, reason: error.message });
      }
      if (error.code === 'TOKEN_NOT_RENEWED') {
        await tellAdmins(ports, workspace, error, job);
      }
    }
  }
}

async function tellAdmins(
  { admins, adminChannel, answers, references, now }: Ports,
  workspace: string,
  { userMessage, details }: MeshError,
  job: Pick<Job, 'id'>,
): Promise<void> {
  const channel = await adminChannel();
  if (channel === undefined) {
    return;
  }
  const { expiresAt } = details;
  const until =
    typeof expiresAt !== 'number'
      ? 'It still has the key that does not end.'
      : expiresAt > now()
        ? `The key it has works until <!date^${expiresAt}^{date_short_pretty} {time}|${new Date(expiresAt * 1000).toISOString()}>; after that Mesh can say nothing there, and nobody there can decide.`
        : 'The key it had has ended: Mesh can say nothing there, and nobody there can decide.';
  const text = `:key: ${typed(userMessage, 600)} ${until}`;
  const place = { workspace: (await admins.read()).workspace ?? workspace };
  const once = { seconds: DAY, what: `token-not-renewed#${workspace}`, job: job.id };
  await sayOnce(references, once, async () => {
    const refused = await answers.tryPost(place, channel, { text, blocks: [section(text)] });
    return refused === undefined;
  });
}
