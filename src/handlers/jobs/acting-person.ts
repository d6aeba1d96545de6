import type { Actor } from '../../mesh/actor.ts';
import type { Job } from './job.ts';

/** The person behind a job, as the mesh names them. */
export function actingPerson({ workspace, user }: Pick<Job, 'workspace' | 'user'>): Actor {
  return { kind: 'slack', workspace, user };
}
