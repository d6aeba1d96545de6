import type { Actor } from '../../mesh/actor.ts';
import type { Job } from './job.ts';

/** The person behind a job, as the mesh names them: of Slack, or of the command line. */
export function actingPerson({
  workspace,
  user,
  operator,
}: Pick<Job, 'workspace' | 'user'> & Partial<Pick<Job, 'operator'>>): Actor {
  if (operator !== undefined) {
    return { kind: 'aws', arn: operator };
  }
  return { kind: 'slack', workspace, user };
}
